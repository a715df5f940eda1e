namespace ImageSearch.Docs;

/// <summary>An example of a cmdlet's help.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Introduction">What is said before the code.</param>
/// <param name="Code">What is typed.</param>
/// <param name="Output">What is printed then; empty if the example shows none.</param>
/// <param name="Remarks">What is said behind.</param>
internal sealed record HelpExample(string Title, string Introduction, string Code, string Output, string Remarks);
