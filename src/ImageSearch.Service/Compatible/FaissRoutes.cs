using System.Buffers.Text;
using ImageSearch.Retrieval;
using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImageSearch.Service.Compatible;

/// <summary>The routes of the service that this one takes the place of: its clients go on working (docs/decisions/0041).</summary>
internal static class FaissRoutes
{
    private const string ImageRefused = "image must be a path below the server's image folder, or an image in base64.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/ping", () => Results.Text("pong")).WithName("ping").WithTags("Compatible").WithSummary("Answers pong.");
        app.MapPost("/faiss/search", SearchAsync).WithName("faissSearch").WithTags("Compatible")
            .WithSummary("Searches the first index by ids, image or vectors.")
            .WithDescription("The body is a JSON object, whatever its content type: k, and any of ids, image, vectors. Answers stand "
                + "in that order.")
            .Produces<FaissAnswer[]>().WithMetadata(new NeedsScope(KeyScope.Read));
    }

    private static async Task<IResult> SearchAsync(HttpContext context, IndexSet indexes, Searches searches, SearchGate gate,
        ImageFolder folder)
    {
        using IDisposable place = gate.Enter();
        byte[] body = await Bodies.BytesAsync(context).ConfigureAwait(false);

        // In a slot, as a search: parsed, a body takes several times its length.
        FaissRequest request = await gate.RunAsync(() => FaissRequest.Parse(body), context.RequestAborted).ConfigureAwait(false);
        byte[]? image = request.Image is null ? null : await ImageAsync(request.Image, folder, context.RequestAborted)
            .ConfigureAwait(false);
        ServedIndex served = indexes.All[0].Current;
        var options = new SearchOptions(Neighbours: request.K, MaximumMatches: request.K) { Verify = false };
        var answers = new List<FaissAnswer>();
        foreach (long id in request.Ids ?? [])
        {
            Found found = await searches.ByIdAsync(served, id, options, isThorough: false, context.RequestAborted).ConfigureAwait(false);
            answers.Add(FaissAnswer.Of(id, found.Matches));
        }

        if (request.Vectors is not null)
        {
            // Fewer rows than an image needs votes could never find one.
            int rows = request.Vectors.Length / Sift.SiftSettings.DescriptorBytes;
            SearchOptions few = options with { MinimumVotes = Math.Min(SearchOptions.DefaultVotes, rows) };
            Found found = await searches.ByDescriptorsAsync(served, request.Vectors, few, context.RequestAborted).ConfigureAwait(false);
            answers.Add(FaissAnswer.Of(null, found.Matches));
        }

        if (image is not null)
        {
            Found found = await searches.ByImageAsync(served, image, options, isThorough: false, context.RequestAborted)
                .ConfigureAwait(false);
            answers.Add(FaissAnswer.Of(null, found.Matches));
        }

        return Results.Ok(answers);
    }

    private static async Task<byte[]> ImageAsync(string image, ImageFolder folder, CancellationToken cancel)
    {
        if (folder.Find(image) is { } file)
        {
            return await folder.ReadAsync(file, cancel).ConfigureAwait(false);
        }

        ReadOnlySpan<char> text = image.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            && image.IndexOf(',', StringComparison.Ordinal) is var comma and > 0
            ? image.AsSpan(comma + 1)
            : image;
        return Base64.IsValid(text, out int lengthBytes) && LooksLikeImage(text, lengthBytes)
            ? Convert.FromBase64String(text.ToString())
            : throw ServiceException.Invalid(ImageRefused);
    }

    /// <summary>A path of letters can be base64 too; no image is as short as a path.</summary>
    private static bool LooksLikeImage(ReadOnlySpan<char> text, int lengthBytes)
    {
        const int ShortestImageBytes = 32;
        return lengthBytes >= ShortestImageBytes && text[0] is not '/' || lengthBytes >= ShortestImageBytes && text.StartsWith("/9j/");
    }
}
