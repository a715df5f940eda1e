using System.Net;
using System.Web;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ImageSearch.Cluster.Objects;

/// <summary>A bucket of S3, or of a server that speaks it.</summary>
/// <param name="client">The client.</param>
/// <param name="bucket">The bucket; it exists.</param>
internal sealed class BucketStore(IAmazonS3 client, string bucket) : IObjectStore
{
    private const int MaxTries = 20;

    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public string Description => $"the bucket '{bucket}'";

    /// <summary>The bucket of an address like s3://bucket, s3://bucket?region=eu-central-1 or s3://bucket?endpoint=https://host:port.
    /// Credentials come from where the AWS SDK looks for them: environment, profile, the machine's role.</summary>
    /// <exception cref="ArgumentException">It names no bucket, or has a part that is not known.</exception>
    public static BucketStore Open(Uri address)
    {
        System.Collections.Specialized.NameValueCollection parts = HttpUtility.ParseQueryString(address.Query);
        if (address.Host.Length == 0 || address.AbsolutePath.Length > 1 || address.UserInfo.Length > 0
            || parts.AllKeys.Any(k => k is not ("region" or "endpoint")))
        {
            throw new ArgumentException(
                $"'s3://{address.Host}{address.AbsolutePath}' is no bucket, or has more than that. Write it like "
                + "s3://BUCKET?region=REGION, or s3://BUCKET?endpoint=https://HOST:PORT.");
        }

        var config = new AmazonS3Config
        {
            // Servers other than Amazon's do not know the checksums that the SDK adds of itself.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (parts["endpoint"] is { } endpoint)
        {
            (config.ServiceURL, config.ForcePathStyle) = (endpoint, true);
            config.AuthenticationRegion = parts["region"] ?? "us-east-1";
        }
        else if (parts["region"] is { } region)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        return new BucketStore(new AmazonS3Client(config), address.Host);
    }

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(string path, Func<Stream> content, CancellationToken cancel) => Guard(async () =>
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await using Stream bytes = content();
                await client.PutObjectAsync(
                    new PutObjectRequest { BucketName = bucket, Key = path, InputStream = bytes, IfNoneMatch = "*" }, cancel)
                    .ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict && tries < MaxTries)
            {
                // Somebody makes it at this moment, and may yet fail.
                await Task.Delay(ConflictPause, cancel).ConfigureAwait(false);
            }
        }
    });

    /// <inheritdoc/>
    public Task<bool> TryReadAsync(string path, Stream target, CancellationToken cancel) => Guard(async () =>
    {
        try
        {
            using GetObjectResponse response = await client.GetObjectAsync(bucket, path, cancel).ConfigureAwait(false);
            await response.ResponseStream.CopyToAsync(target, cancel).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode == "NoSuchKey")
        {
            return false;
        }
    });

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancel) => Guard(async () =>
        await client.DeleteObjectAsync(bucket, path, cancel).ConfigureAwait(false));

    private async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or IOException or HttpRequestException)
        {
            throw ClusterException.StoreUnavailable(Description, e);
        }
    }
}
