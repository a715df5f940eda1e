using System.Buffers.Text;
using System.Text;
using System.Text.Json;
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
    public const string ImageRefused = "image must be a path below the server's image folder, or an image in base64.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/ping", () => Results.Text("pong")).WithName("ping").WithTags("Compatible").WithSummary("Answers pong.")
            .Produces<string>(200, "text/plain");
        app.MapPost("/faiss/search", SearchAsync).WithName("faissSearch").WithTags("Compatible")
            .WithSummary("Searches the first index by ids, image or vectors.")
            .WithDescription("The body is a JSON object, whatever its content type: k, and any of ids, image, vectors. Answers stand "
                + "in that order.")
            .Produces<FaissAnswer[]>().WithMetadata(new NeedsScope(KeyScope.Read), new TakesBody(BodyKind.Faiss), new AnswersProblem(404));
    }

    private static async Task<IResult> SearchAsync(
        HttpContext context, IndexSet indexes, Searches searches, SearchGate gate, Bodies bodies, ImageFolder folder)
    {
        using ReceivedBody body = await bodies.JsonAsync(context).ConfigureAwait(false);
        using IDisposable place = gate.Enter();

        // In a slot, as a search.
        FaissRequest request = await gate.RunAsync(() => FaissRequest.Parse(body.Bytes), context.RequestAborted).ConfigureAwait(false);
        Func<ImageBuffers, ImageBuffer>? image = ImageOf(request, body, folder);
        ServedIndex served = (indexes.All.FirstOrDefault(i => Caller.Of(context).MaySee(i.Source.Name))
            ?? throw ServiceException.NoSuchIndex()).Current;
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

    /// <summary>How to get the bytes, which whoever has a slot does; null where no image is asked for.</summary>
    private static Func<ImageBuffers, ImageBuffer>? ImageOf(FaissRequest request, ReceivedBody body, ImageFolder folder)
    {
        if (request.ImageRange is { } range)
        {
            return buffers => Decode(Unescaped(body.Bytes[range]), buffers);
        }

        if (request.ImageText is not { } text)
        {
            return null;
        }

        if (folder.Find(text) is { } file)
        {
            return buffers => folder.Read(file, buffers);
        }

        byte[] plain = Encoding.UTF8.GetBytes(text);
        ReadOnlySpan<byte> base64 = plain;
        return FaissRequest.IsBase64(ref base64, out _) ? buffers => Decode(plain, buffers) : throw ServiceException.Invalid(ImageRefused);
    }

    private static ImageBuffer Decode(ReadOnlySpan<byte> text, ImageBuffers buffers)
    {
        if (!FaissRequest.IsBase64(ref text, out int lengthBytes))
        {
            throw ServiceException.Invalid(ImageRefused);
        }

        ImageBuffer image = buffers.Rent(lengthBytes);
        Base64.DecodeFromUtf8(text, image.Bytes, out _, out _);
        return image;
    }

    /// <summary>Some libraries write slashes in strings of JSON as escapes.</summary>
    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text;
        }

        var reader = new Utf8JsonReader((byte[])[(byte)'"', .. text, (byte)'"']);
        reader.Read();
        byte[] plain = new byte[text.Length];
        return plain.AsSpan(0, reader.CopyString(plain));
    }
}
