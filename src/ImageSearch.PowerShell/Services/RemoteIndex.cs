using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Services;

/// <summary>An index of a service: what it says of its images, and changes of it.</summary>
/// <exception cref="ImageServiceException">Of all that ask: the service cannot be reached, refuses, or answers what is not
/// known.</exception>
/// <exception cref="OperationCanceledException">Of all that ask: cancelled.</exception>
internal sealed partial class RemoteIndex : IDisposable
{
    /// <summary>As many images as a service gives at once.</summary>
    private const int PageSize = 1000;

    private readonly ServiceClient _client;

    /// <param name="client">The service; disposed with this.</param>
    /// <param name="name">The index's name there; null is the first.</param>
    public RemoteIndex(ServiceClient client, string? name)
    {
        _client = client;
        if (name is "." or "..")
        {
            // In a URL these are no names: another route would answer.
            throw NoSuchIndex(name);
        }

        JsonElement facts = client.Ask("api/v1/indexes" + (name is null ? "" : "/" + Uri.EscapeDataString(name)), null, name
            ?? (object)client.At(""));
        facts = facts.ValueKind == JsonValueKind.Array && facts.GetArrayLength() > 0 ? facts[0] : facts;
        Name = facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty("name", out JsonElement told) ? told.ToString()
            : throw Errors.ServiceUnavailableError($"'{client.At("")}' does not answer as an image search service does. Is the URL right?",
                client.At(""));
        if (name is not null && Name != name)
        {
            throw NoSuchIndex(name);
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is, in words.</summary>
    public string Subject => $"the index '{Name}' at {_client.At("")}";

    /// <summary>The service that answered last.</summary>
    public Uri Service => _client.At("");

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Asks for what changes nothing.</summary>
    /// <param name="route">Below the index.</param>
    /// <param name="body">Makes the body for every try; null gets.</param>
    /// <param name="target">What errors are about.</param>
    public JsonElement Ask(string route, Func<HttpContent>? body, object target) => _client.Ask(RouteOf(route), body, target);

    /// <summary>The facts of an image.</summary>
    public ImageView Get(long id)
    {
        JsonElement image = Ask(string.Create(CultureInfo.InvariantCulture, $"/images/{id}"), null, id);
        return Known(() => Checked(Read<ImageView>(image)));
    }

    /// <summary>The next images by id, as many as the service gives at once; none after the last.</summary>
    /// <param name="after">The last id that is known.</param>
    /// <param name="called">A part of the names of those that are wanted; null for all.</param>
    public IReadOnlyList<ImageView> Page(long after, string? called)
    {
        string named = called is null ? "" : "&name=" + Uri.EscapeDataString(called);
        JsonElement answer = Ask(string.Create(CultureInfo.InvariantCulture, $"/images?after={after}&limit={PageSize}{named}"), null,
            called ?? (object)_client.At(""));
        return Known(() =>
        {
            IReadOnlyList<ImageView> images = Read<ListedImages>(answer).Images ?? throw new JsonException("it has no images.");
            foreach (ImageView image in images)
            {
                // Ids that did not grow would be asked for without end.
                after = Checked(image).Id > after ? image.Id : throw new JsonException("its images are not by their ids.");
            }

            return images;
        });
    }

    /// <summary>Sends an image to be added; one that the service has already is not added again.</summary>
    /// <param name="path">The file; the service calls the image by its name.</param>
    /// <exception cref="ImageException">The file is not there, or cannot be read.</exception>
    public ServiceAddition Add(string path)
    {
        ServiceChange change = OfFile(path, full => _client.Change(
            new ServiceRequest(HttpMethod.Post, RouteOf("/images"), () => FormOf(full), full) { Done = "added" }));
        return Known(() =>
        {
            AddedImage added = Read<AddedImage>(change.Answer ?? throw new JsonException("there is nothing in it."));
            return Enum.TryParse(added.Outcome, out AddOutcome outcome) && Enum.IsDefined(outcome)
                ? new ServiceAddition(outcome, ToImage(Checked(added.Image)), change.WasSentBefore)
                : throw new JsonException($"it has an outcome '{added.Outcome}'.");
        });
    }

    /// <summary>Removes an image, if it still is the one that is meant.</summary>
    /// <returns>That it is gone.</returns>
    public bool Remove(ImageView image)
    {
        _client.Change(new ServiceRequest(
            HttpMethod.Delete, RouteOf(string.Create(CultureInfo.InvariantCulture, $"/images/{image.Id}")), null, PathOf(image))
        {
            Done = "removed",
            OnlyIf = new EntityTagHeaderValue($"\"{image.Sha256.ToLowerInvariant()}\""),
        });
        return true;
    }

    /// <summary>An image of the service in the form that images of an index have.</summary>
    public IndexedImage ToImage(ImageView image) => new(
        image.Id, new FileFacts(PathOf(image), image.LengthBytes, image.ModifiedUtc, HashOf(image)), image.Width, image.Height, 0, 0,
        image.Features)
    {
        PageCount = image.Pages ?? 0,
    };

    /// <summary>
    /// The file, where the service tells its path. Else the URL of its facts: the name alone might be that of another file in the current
    /// folder.
    /// </summary>
    public string PathOf(ImageView image) => image.Path ?? _client.At(UrlOf(image)).AbsoluteUri;

    /// <summary>Whether an image's path, of whichever of the services, is this.</summary>
    public bool IsCalled(ImageView image, string path) => image.Path is not null ? image.Path == path
        : image.File == path || _client.AllAt(UrlOf(image)).Any(u => u.AbsoluteUri == path);

    /// <summary>The id of the image whose URL at a service this is; null if it is none.</summary>
    public static long? IdOf(string url) => ImageUrl().Match(url) is { Success: true } match
        && long.TryParse(match.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    /// <summary>What is read of an answer, if it is one that this version knows.</summary>
    public T Known<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            throw Errors.ServiceUnavailableError($"'{_client.At("")}' answers in a way that this version does not know: {e.Message}",
                _client.At(""), e);
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">It is another one.</exception>
    public static T Read<T>(JsonElement json)
        where T : class => json.Deserialize<T>(JsonSerializerOptions.Web) ?? throw new JsonException("there is nothing in it.");

    /// <summary>Does something with a file that is to be sent.</summary>
    /// <param name="path">The file.</param>
    /// <param name="send">Is given its full path.</param>
    /// <exception cref="ImageException">The file is not there, or cannot be read.</exception>
    public static T OfFile<T>(string path, Func<string, T> send)
    {
        string full = Path.GetFullPath(path);
        if (RegularFile.IsNotToBeRead(full))
        {
            throw ImageException.Unreadable(full, RegularFile.NotToBeRead);
        }

        try
        {
            return send(full);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ImageException.NotFound(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImageException.Unreadable(full, e.Message.TrimEnd('.'), e);
        }
    }

    private static MultipartFormDataContent FormOf(string path)
    {
        var file = new StreamContent(File.OpenRead(path));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        // Whatever a file is called: the form with an asterisk takes all letters, quotes and line ends too.
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = "image",
            FileNameStar = Path.GetFileName(path),
        };
        return new MultipartFormDataContent { file };
    }

    private static ImageView Checked(ImageView? image) =>
        image is { File: not null, Sha256: not null } && HashOf(image).Length == SHA256.HashSizeInBytes ? image
            : throw new JsonException("an image has no name, or no hash.");

    private static ImmutableArray<byte> HashOf(ImageView image) => [.. Convert.FromHexString(image.Sha256)];

    private ImageServiceException NoSuchIndex(string name) => Errors.FromService(ErrorKind.IndexNotFound,
        $"'{name}' at the service '{_client.At("")}': no index of that name is served.", name, isOfOneImage: false);

    private string UrlOf(ImageView image) => RouteOf(string.Create(
        CultureInfo.InvariantCulture, $"/images/{image.Id}#{Uri.EscapeDataString(image.File)}"));

    private string RouteOf(string route) => $"api/v1/indexes/{Uri.EscapeDataString(Name)}{route}";

    [GeneratedRegex("^https?://[^?#]*/images/(?<id>[0-9]+)(#.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex ImageUrl();

    /// <summary>A page of the images, as /api/v1 lists them.</summary>
    private sealed record ListedImages(IReadOnlyList<ImageView>? Images);

    /// <summary>What became of an image that was sent.</summary>
    private sealed record AddedImage(string? Outcome, ImageView? Image);
}
