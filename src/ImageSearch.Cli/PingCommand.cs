using System.CommandLine;

namespace ImageSearch.Cli;

/// <summary>imagesearch ping: whether a service answers; for the health checks of containers, which have no curl.</summary>
internal static class PingCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var url = new Argument<string>("url") { Description = "The service, as http://127.0.0.1:5080." };
        var live =
            new Option<bool>("--live") { Description = "Ask only whether the process answers, not whether it is ready for searches." };
        var command = new Command("ping", "Says whether a service is ready for searches.") { url, live };
        url.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out Uri? uri)
                && uri.Scheme is "http" or "https"))
            {
                result.AddError($"'{token.Value}' is no URL of a service. Write it like http://127.0.0.1:5080.");
            }
        });
        command.SetAction((result, cancel) => RunAsync(
            new Uri(result.GetRequiredValue(url)), result.GetValue(live) ? "/health/live" : "/health/ready", cancel));
        return command;
    }

    private static async Task<int> RunAsync(Uri url, string health, CancellationToken cancel)
    {
        try
        {
            // A proxy of the environment is not on this machine, whatever is.
            using var client = new HttpClient(new HttpClientHandler { UseProxy = !url.IsLoopback }) { Timeout = Patience };
            Console.WriteLine(await client.GetStringAsync(new Uri(url, url.AbsolutePath.TrimEnd('/') + health),
                cancel).ConfigureAwait(false));
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
