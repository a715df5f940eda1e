namespace ImageSearch.Reports;

/// <summary>A part of an image, enlarged.</summary>
/// <param name="Jpeg">Its picture.</param>
/// <param name="Left">Where it begins, in pixels of the file.</param>
/// <param name="Top">Where it begins, in pixels of the file.</param>
/// <param name="Width">Pixels of the file.</param>
/// <param name="Height">Pixels of the file.</param>
internal sealed record DetailPicture(byte[] Jpeg, int Left, int Top, int Width, int Height);
