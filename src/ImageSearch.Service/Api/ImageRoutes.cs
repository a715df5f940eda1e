using System.Globalization;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Service.Access;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;
using ImageSearch.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ImageSearch.Service.Api;

/// <summary>The images of an index: listed, shown, added, removed.</summary>
internal static class ImageRoutes
{
    public const int DefaultPage = 100;
    public const int MaxOfPage = 1000;
    public const int DefaultThumbnailPixels = 320;
    public const int MinThumbnailPixels = 16;
    public const int MaxThumbnailPixels = 1024;

    /// <summary>Whatever the file says, a browser that opens it runs nothing and loads nothing. The style is that of the browser's own
    /// page around the image.</summary>
    private const string OriginalPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

    public static void Map(RouteGroupBuilder index)
    {
        index.MapGet("/images", List).WithName("listImages").WithSummary("Lists the images by id, a page at a time.")
            .Produces<ImagePage>()
            .WithMetadata(new NeedsScope(KeyScope.Read), new TakesQuery("after", "limit", "name"));
        index.MapGet("/images/{id:long}", Get).WithName("getImage").WithSummary("The facts of an image.")
            .Produces<ImageView>().WithMetadata(new NeedsScope(KeyScope.Read));
        index.MapGet("/images/{id:long}/thumbnail", ThumbnailAsync).WithName("getThumbnail").WithSummary("A small JPEG of an image.")
            .Produces<Stream>(200, "image/jpeg")
            .WithMetadata(new NeedsScope(KeyScope.Read), new TakesQuery("size"));
        index.MapGet("/images/{id:long}/original", OriginalAsync).WithName("getOriginal")
            .WithSummary("The file of an image, where it lies below the server's image folder or was uploaded.")
            .WithDescription("Formats that browsers do not show are sent as attachments. Ranges are not served: the whole file is read and "
                + "compared with what was indexed first.")
            .Produces<Stream>(200, "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/bmp", "image/tiff",
                "image/heic", "image/jxl", "image/jp2", "application/octet-stream")
            .WithMetadata(new NeedsScope(KeyScope.Read))

            // A large file to a slow client takes its time; one that reads nothing any more is ended by the server.
            .DisableRequestTimeout();
        index.MapPost("/images", AddAsync).WithName("addImage").WithSummary("Adds an image, where that is switched on.")
            .WithDescription("201 where it is new; 200 where the index has it already, or had another under its name.")
            .Produces<AddAnswer>(201).Produces<AddAnswer>()
            .WithMetadata(new NeedsScope(KeyScope.Write), new TakesBody(BodyKind.Image));
        index.MapDelete("/images/{id:long}", RemoveAsync).WithName("removeImage")
            .WithSummary("Removes an image from the index, where that is switched on.")
            .WithDescription("With If-Match, the image's SHA-256 in hexadecimal digits and quotes as its original has it for an ETag, only "
                + "an image of that content is removed: 412 if it is another one by now.")
            .Produces(204).WithMetadata(new NeedsScope(KeyScope.Write), new AnswersProblem(412));
    }

    private static IResult List(HttpContext context, string index, IndexSet indexes, ServiceOptions options)
    {
        ServedIndex served = indexes.Get(index).Current;
        int limit = QueryValues.Number(context, "limit", DefaultPage, new(1, MaxOfPage));
        string? text = context.Request.Query["after"];
        if (!long.TryParse(string.IsNullOrEmpty(text) ? "0" : text, NumberStyles.None, CultureInfo.InvariantCulture, out long after))
        {
            throw ServiceException.Invalid("after must be an image id.");
        }

        if (Tags.IsKnown(context, served.Tag))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        string? name = context.Request.Query["name"];
        IReadOnlyList<IndexedImage> called = string.IsNullOrEmpty(name) ? served.Images
            : [.. served.Images.Where(i => ImageViews.FileOf(i.FullName, options).Contains(name, StringComparison.OrdinalIgnoreCase))];
        IndexedImage[] page = [.. called.SkipWhile(i => i.Id <= after).Take(limit + 1)];
        string named = string.IsNullOrEmpty(name) ? "" : "&name=" + Uri.EscapeDataString(name);
        string? next = page.Length <= limit ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"{options.BasePath}/api/v1/indexes/{served.Name}/images?after={page[limit - 1].Id}&limit={limit}{named}");
        return Results.Ok(new ImagePage(served.Generation, called.Count,
            [.. page.Take(limit).Select(i => ImageViews.Of(i, served, options))], next));
    }

    private static Ok<ImageView> Get(string index, long id, IndexSet indexes, ServiceOptions options)
    {
        ServedIndex served = indexes.Get(index).Current;
        return TypedResults.Ok(ImageViews.Of(served.Snapshot.GetImage(id), served, options));
    }

    private static async Task<IResult> ThumbnailAsync(HttpContext context, string index, long id, IndexSet indexes, Thumbnails thumbnails)
    {
        IndexedImage image = indexes.Get(index).Current.Snapshot.GetImage(id);
        int size = QueryValues.Number(context, "size", DefaultThumbnailPixels, new(MinThumbnailPixels, MaxThumbnailPixels));
        if (Tags.IsKnown(context, Thumbnails.TagOf(image, size)))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        byte[] jpeg = await thumbnails.GetAsync(index, image, size, context.RequestAborted).ConfigureAwait(false);
        return Results.Bytes(jpeg, "image/jpeg");
    }

    private static async Task<IResult> OriginalAsync(
        HttpContext context, string index, long id, IndexSet indexes, Originals originals, ServiceOptions options)
    {
        IndexedImage image = indexes.Get(index).Current.Snapshot.GetImage(id);
        string tag = Tags.OfContent(image);
        if (Originals.AreServed(image, options) && Tags.Has(context, tag))
        {
            return Tags.NotModified(context, tag);
        }

        (FileStream file, ImageFormat format) = await originals.OpenAsync(image, context.RequestAborted).ConfigureAwait(false);
        (string type, bool isShown) = Originals.TypeOf(format);
        var disposition = new ContentDispositionHeaderValue(isShown ? "inline" : "attachment");
        disposition.SetHttpFileName(Path.GetFileName(image.FullName));
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.ContentSecurityPolicy = OriginalPolicy;
        _ = Tags.IsKnown(context, tag);
        return Results.Stream(file, type);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, string index, IndexSet indexes, Uploads uploads, Bodies bodies, SearchGate gate, ServiceOptions options)
    {
        NamedIndex named = indexes.Get(index);
        uploads.CheckAllowed();
        using ReceivedBody body = await bodies.ImageAsync(context).ConfigureAwait(false);
        using IDisposable place = gate.Enter();
        (AddOutcome outcome, IndexedImage image) = await uploads.AddAsync(named, body, context.RequestAborted).ConfigureAwait(false);
        context.Features.Set(new Change(outcome.ToString(), image.Id, body.Length));
        ServedIndex served = named.Current;
        var answer = new AddAnswer(outcome.ToString(), served.Generation, ImageViews.Of(image, served, options));
        return outcome == AddOutcome.Added
            ? Results.Created(string.Create(CultureInfo.InvariantCulture,
                $"{options.BasePath}/api/v1/indexes/{served.Name}/images/{image.Id}"), answer)
            : Results.Ok(answer);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string index, long id, IndexSet indexes, Uploads uploads)
    {
        NamedIndex named = indexes.Get(index);
        uploads.CheckAllowed();
        Func<IndexedImage, bool> isMeant = Tags.Wanted(context);
        IndexedImage removed = await uploads.RemoveAsync(named, id, isMeant, context.RequestAborted).ConfigureAwait(false);
        context.Features.Set(new Change("Removed", id, removed.LengthBytes));
        return Results.NoContent();
    }
}
