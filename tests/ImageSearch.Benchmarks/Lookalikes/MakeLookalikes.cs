using System.CommandLine;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Makes families of images that look alike, or are copies, and writes down what each pair is; docs/relations.md says
/// how.</summary>
internal static class MakeLookalikes
{
    public static Command Command()
    {
        var photos = new Option<string[]>("--photos")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of photographs to make them of.",
        };
        var output = new Option<string>("--out") { Required = true, Description = "Folder to write to; new, or empty." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 16, Description = "Another seed makes another set." };
        var families = new Option<string[]>("--families")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            Description = "These alone.",
        };
        var sheets = new Option<string?>("--sheets")
        {
            Description = "Folder for one PNG a family with its first pairs side by side, to look at.",
        };
        var command = new Command("make-lookalikes", "Makes the images of the benchmark relations, with the list of what each pair is.")
            { photos, output, seed, families, sheets };
        command.SetAction(result =>
            Run(result.GetRequiredValue(photos), result.GetRequiredValue(output), result.GetValue(seed), result.GetValue(families) ?? [],
            result.GetValue(sheets)));
        return command;
    }

    private static int Run(string[] folders, string output, int seed, string[] chosen, string? sheets)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            Console.Error.WriteLine($"{output} is not empty.");
            return 1;
        }

        if (chosen.Except(LookalikeFamilies.All.Select(f => f.Name)).ToArray() is { Length: > 0 } unknown)
        {
            Console.Error.WriteLine(
                $"No such family: {string.Join(", ", unknown)}. There are {string.Join(", ", LookalikeFamilies.All.Select(f => f.Name))}.");
            return 1;
        }

        Directory.CreateDirectory(output);
        var set = new LookalikeSet(output);
        var pool = new PhotoPool(folders, seed);
        foreach (LookalikeFamily family in LookalikeFamilies.All.Where(f => chosen.Length == 0 || chosen.Contains(f.Name)))
        {
            (int images, int pairs) = (set.Images, set.Pairs);
            foreach (string half in LookalikeSet.Halves)
            {
                family.Make(new Workshop(family.Name, half, seed, pool, set));
            }

            Console.WriteLine($"{family.Name,-20}{set.Images - images,6} images{set.Pairs - pairs,6} pairs");
        }

        set.Finish();
        if (sheets is not null)
        {
            ContactSheet.WriteAll(PairList.Read(output), sheets);
        }

        Console.WriteLine($"{"all",-20}{set.Images,6} images{set.Pairs,6} pairs");
        return 0;
    }
}
