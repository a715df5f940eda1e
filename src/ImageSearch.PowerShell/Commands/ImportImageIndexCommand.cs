using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.Sift;
using ImageSearch.Storage.Faiss;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Makes an index in memory of a Faiss file (IDMap,Flat of 128 dimensions), and makes it the session's current one.</summary>
[Cmdlet(VerbsData.Import, "ImageIndex", SupportsShouldProcess = true)]
[OutputType(typeof(ImageIndex))]
public sealed class ImportImageIndexCommand : ImageSearchCmdlet
{
    /// <summary>The Faiss file, taken as it is written; a list of paths that Export-ImageIndex wrote beside it is used.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The kind of descriptor that its rows are.</summary>
    [Parameter]
    public DescriptorKind Descriptor { get; set; } = new SiftSettings().Descriptor;

    /// <summary>Who extracted its rows, and will extract those of queries: our own SIFT, or OpenCv's.</summary>
    [Parameter]
    public FeatureExtractor Extractor { get; set; }

    /// <summary>Leaves the session's current index as it is: the new one is only returned.</summary>
    [Parameter]
    public SwitchParameter NoCurrent { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        string path = PathResolver.Index(this, Path, (p, _) => IndexException.NotFound(p));
        if (ShouldProcess(path, "Import image index"))
        {
            ImageIndex index = FaissFile.Import(path,
                IndexSettings.Default with { Sift = ExtractorSettings.With(this, new SiftSettings(Descriptor: Descriptor), Extractor) });
            WriteVerbose($"Imported {index.ImageCount} images, {index.RowCount} rows.");
            MakeCurrent(index, !NoCurrent);
            WriteObject(index);
        }
    });
}
