using System.Globalization;
using ImageSearch.Service.Access;
using ImageSearch.Service.Following;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageSearch.Service.Operations;

/// <summary>What those who run the service look at.</summary>
internal static class OperationRoutes
{
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).WithName("live").WithTags("Operations")
            .WithSummary("200 while the process answers.").Produces<string>(200, "text/plain");
        app.MapGet("/health/ready", Ready).WithName("ready").WithTags("Operations").WithSummary("200 while searches are taken.")
            .Produces<string>(200, "text/plain").WithMetadata(new AnswersProblem(503));
        app.MapGet("/metrics", (HttpContext context, MetricsPage page) => Results.Text(page.Write(Caller.Of(context).MaySee), MetricsType))
            .WithName("metrics").WithTags("Operations").WithSummary("Prometheus metrics.")
            .Produces<string>(200, "text/plain").WithMetadata(new NeedsScope(KeyScope.Read));
    }

    /// <summary>An index that is served on though its file is gone is no reason to send nobody here any more; it is said all the
    /// same.</summary>
    private static IResult Ready(
        SearchGate gate, IndexSet indexes, Follower follower, ServiceOptions options, StartChecks checks)
    {
        if (checks.ImageLibraryProblem is not null)
        {
            throw new ServiceException(503, nameof(ErrorKind.ImageLibraryMissing),
                "The server cannot decode images: libvips is missing there.");
        }

        if (indexes.All.FirstOrDefault(i => !i.CanBeSearched) is { } broken)
        {
            throw new ServiceException(503, (broken.Trouble?.Kind ?? ErrorKind.IndexChanged).ToString(),
                $"Not ready: {NameOf(broken.Source.Name, options)} cannot be searched; the server's log says why.");
        }

        if (gate.Waiting > options.QueuedSearches)
        {
            throw new ServiceException(503, "TooBusy", "As many searches wait as may; send others elsewhere.");
        }

        string[] stale = [.. indexes.All.Where(i => !i.IsFresh)
            .Select(i => $"{NameOf(i.Source.Name, options)} is not fresh ({i.Trouble?.Kind})")];
        string[] slow = [.. indexes.All.Where(i => i.Lists?.Damage is not null)
            .Select(i => $"{NameOf(i.Source.Name, options)} has damaged lists")];
        string[] behind = [.. follower.All.Where(f => f.IsStale).Select(f => NameOf(f.Name, options) + " is stale"
            + (f.Progress.CurrentAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" since {at:yyyy-MM-dd HH:mm:ss'Z'}") : ""))];
        stale = [.. stale, .. slow, .. behind];
        return Results.Text(stale.Length == 0 ? "ready" : $"ready, but {string.Join(", ", stale)}");
    }

    /// <summary>Health needs no key, and whoever has none is not told what there is.</summary>
    private static string NameOf(string index, ServiceOptions options) => options.KeyFile is null ? $"index {index}" : "an index";
}
