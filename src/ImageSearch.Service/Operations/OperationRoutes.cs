using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;
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
            .WithSummary("200 while the process answers.");
        app.MapGet("/health/ready", (SearchGate gate, IndexSet indexes, ServiceOptions options) =>
                gate.Waiting < options.QueuedSearches + 1 && indexes.All.Count > 0
                    ? Results.Text("ready")
                    : throw new ServiceException(503, "TooBusy", "As many searches wait as may; send others elsewhere."))
            .WithName("ready").WithTags("Operations").WithSummary("200 while searches are taken.");
        app.MapGet("/metrics", (Metrics metrics, IndexSet indexes, SearchGate gate) =>
            Results.Text(MetricsPage.Write(metrics, indexes, gate), MetricsType))
            .WithName("metrics").WithTags("Operations").WithSummary("Prometheus metrics.").WithMetadata(new NeedsScope(KeyScope.Read));
    }
}
