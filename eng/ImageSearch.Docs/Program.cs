using ImageSearch.Docs;

string root = args.Length > 0 ? Path.GetFullPath(args[0]) : Directory.GetCurrentDirectory();
if (!File.Exists(Path.Combine(root, "ImageSearch.psd1")))
{
    Console.Error.WriteLine($"'{root}' is not the repository. Run: dotnet run --project eng/ImageSearch.Docs -- PATH");
    return 2;
}

foreach ((string path, string text) in HelpFiles.Make(root))
{
    string full = Path.Combine(root, path);
    if (!File.Exists(full) || File.ReadAllText(full) != text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        Console.WriteLine($"Written: {path}");
    }
}

return 0;
