using System.CommandLine;
using ImageSearch.Service.Access;

namespace ImageSearch.Cli;

/// <summary>imagesearch new-key: makes an API key for the service, prints it once, and keeps its hash alone.</summary>
internal static class NewKeyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "The key file; it is made if it is not there, for its owner's eyes only.",
        }.Named();
        var name = new Argument<string>("name") { Description = "Whose key it is." }.Named();
        var scope = new Option<KeyScope>("--scope")
        {
            Description = "What it allows: read, write (adding and removing too), or follow (reading, and taking index files: replicas).",
        };
        scope.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Enum.GetNames<KeyScope>());
        var indexes = new Option<string[]>("--index")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Restrict the key to the indexes of these names; without this it is valid for all, including later ones.",
        };
        var expires = new Option<string?>("--expires")
        {
            Description = "When the key expires: a date like 2027-01-31 (its beginning in UTC), or a time like 2027-01-31T18:00Z.",
        };
        var command = new Command(
            "new-key", "Makes an API key for 'imagesearch serve --keys' and prints it; the file keeps its hash alone.")
        {
            file, name, scope, indexes, expires,
        };
        command.SetAction(result =>
        {
            try
            {
                Console.WriteLine(ApiKeys.New(result.GetRequiredValue(file), result.GetRequiredValue(name), result.GetValue(scope),
                    result.GetValue(indexes), result.GetValue(expires)));
                return ExitCodes.Done;
            }
            catch (ArgumentException e)
            {
                Console.Error.WriteLine(e.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }
}
