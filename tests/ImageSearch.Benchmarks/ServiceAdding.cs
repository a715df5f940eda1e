using System.Net;

namespace ImageSearch.Benchmarks;

/// <summary>Adds images of other scenes to a service, each made new by a few bytes behind its end.</summary>
internal sealed class ServiceAdding(HttpClient client)
{
    public int Added { get; private set; }

    public int Failed { get; private set; }

    /// <summary>One after the other until the end, or until the service is killed.</summary>
    public async Task RunAsync(TimeSpan pause, int startAt, CancellationToken end)
    {
        string[] files = Directory.GetFiles(ServiceBenchmark.Samples("hostile"), "exif-o_*.jpg");
        try
        {
            for (int i = startAt; ; i++)
            {
                await Task.Delay(pause, end);
                using var body = new ByteArrayContent([.. File.ReadAllBytes(files[i % files.Length]), .. BitConverter.GetBytes(i)]);
                using HttpResponseMessage answer = await client.PostAsync("/api/v1/indexes/bench/images", body, CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                {
                    Added++;
                }
                else if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                {
                    i--;
                }
                else
                {
                    Failed++;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // Time is up, or the service was killed, as it was to be.
        }
    }
}
