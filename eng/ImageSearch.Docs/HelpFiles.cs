using ImageSearch.PowerShell.Commands;

namespace ImageSearch.Docs;

/// <summary>
/// All help: Markdown in docs/en-US, whose prose people write and whose syntax and parameter facts come from the cmdlets, and what Get-Help
/// reads, made from it.
/// </summary>
internal static class HelpFiles
{
    public const string Sources = "docs/en-US";

    /// <summary>Where the manifest says that the project is; build.ps1 Package -ProjectUri writes another into the package.</summary>
    public const string Home = "https://imagesearch.example/";

    public const string Maml = "en-US/ImageSearch.PowerShell.dll-Help.xml";

    /// <summary>The page of a cmdlet, which Get-Help -Online opens.</summary>
    public static string PageOf(CmdletShape shape) => $"{Home}{Sources}/{shape.Name}.md";

    /// <summary>Every help file as it should be, by its path from the repository's root. What people wrote is read from there.</summary>
    public static IReadOnlyList<(string Path, string Text)> Make(string root)
    {
        var files = new List<(string, string)>();
        var topics = new List<(CmdletShape, HelpText)>();
        foreach (CmdletShape shape in ShapeReader.ReadAll(typeof(AddImageToIndexCommand).Assembly))
        {
            string path = $"{Sources}/{shape.Name}.md";
            string source = Path.Combine(root, path);
            HelpText text = HelpReader.Read(File.Exists(source) ? File.ReadAllText(source) : "").WithDefaultsOf(shape);
            topics.Add((shape, text));
            files.Add((path, HelpWriter.Write(shape, text)));
        }

        files.Add((GuidelineTable.Document,
            GuidelineTable.Update(File.ReadAllText(Path.Combine(root, GuidelineTable.Document)), topics.Select(t => t.Item1))));
        files.Add((Maml, MamlWriter.Write(topics)));
        foreach (string about in Directory.GetFiles(Path.Combine(root, Sources), "about_*.md").Order(StringComparer.Ordinal))
        {
            files.Add(($"en-US/{Path.GetFileNameWithoutExtension(about)}.help.txt", AboutText.Make(File.ReadAllText(about))));
        }

        return files;
    }
}
