using System.CommandLine;

namespace ImageSearch.Cli;

/// <summary>imagesearch ping: whether a service answers; for the health checks of containers, which have no curl.</summary>
internal static class PingCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var url = new Argument<string>("url") { Description = "The service, as http://127.0.0.1:5080." };
        var command = new Command("ping", "Says whether a service is ready for searches.") { url };
        url.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && !Uri.TryCreate(token.Value, UriKind.Absolute, out _))
            {
                result.AddError($"'{token.Value}' is no URL.");
            }
        });
        command.SetAction((result, cancel) => RunAsync(new Uri(result.GetRequiredValue(url)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Uri url, CancellationToken cancel)
    {
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            Console.WriteLine(await client.GetStringAsync(new Uri(url, "/health/ready"), cancel).ConfigureAwait(false));
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException
            || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            Console.Error.WriteLine($"'{url}' does not answer: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
