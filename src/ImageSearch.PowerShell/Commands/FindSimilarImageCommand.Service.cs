using System.Globalization;
using System.Management.Automation;
using System.Security;
using ImageSearch.Neighbours;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Commands;

// Searching at a service: the images go there as they are, the answers are of the same type.
public sealed partial class FindSimilarImageCommand
{
    private ServiceSearch? _service;

    /// <summary>Searches at a running service instead of an index of this session, as http://127.0.0.1:5080.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? ServiceUri { get; set; }

    /// <summary>The index's name at the service; without it, the first that it serves.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceIndex { get; set; }

    /// <summary>The API key, if the service asks for one.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>Sends the API key over plain HTTP to other machines too, where others may read it.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>What is said about a service means one.</summary>
    private void CheckNoService()
    {
        if (ServiceIndex is not null || ApiKey is not null || AllowUnencryptedAuthentication)
        {
            throw Errors.InvalidForService("-ServiceIndex, -ApiKey and -AllowUnencryptedAuthentication are for searches at a service: name "
                + "it with -ServiceUri.", null);
        }
    }

    private void BeginAtService()
    {
        Uri service = ServiceUri!;
        if (!service.IsAbsoluteUri || (service.Scheme != Uri.UriSchemeHttp && service.Scheme != Uri.UriSchemeHttps))
        {
            throw Errors.InvalidForService($"'{service}' is no URL of a service. Write it like http://127.0.0.1:5080.", service);
        }

        if (Index is not null || CandidateId?.Length > SearchAnswer.MaxAmong)
        {
            throw Errors.InvalidForService($"-ServiceUri searches an index of its own: not with -Index, and with at most "
                + $"{SearchAnswer.MaxAmong} ids in -CandidateId.", service);
        }

        if (Device == SearchDevice.Cuda)
        {
            throw Errors.InvalidForService("-ServiceUri searches on the service's own machine: not with -Device Cuda.", service);
        }

        if (ApiKey is not null && service.Scheme == Uri.UriSchemeHttp && !service.IsLoopback && !AllowUnencryptedAuthentication)
        {
            throw Errors.InvalidForService($"'{service}' is not encrypted, so others could read the API key on its way. Use https, or "
                + $"-AllowUnencryptedAuthentication.", service);
        }

        _service = new ServiceSearch(new ServiceClient(service, ApiKey, Cancel), ServiceIndex, ServiceQuery(), ThrottleLimit, Cancel);
        _progress = new ProgressMeter(this, "Finding similar images");
        WriteVerbose($"Searching the index '{_service.Facts.GetProperty("name")}' at {service}.");
    }

    private string ServiceQuery()
    {
        var options = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture,
                $"neighbours={Neighbours}&maximumMatches={MaximumMatches}&minimumConfidence={MinimumConfidence}"),
            IncludeMirrored ? "includeMirrored=true" : "includeMirrored=false",
            NoVerify ? "verify=false" : "verify=true&pairs=true",
        };
        if (MinimumVotes is { } votes)
        {
            options.Add(string.Create(CultureInfo.InvariantCulture, $"minimumVotes={votes}"));
        }

        if (Relation.Length > 0)
        {
            options.Add("relation=" + string.Join(',', Relation));
        }

        if (ComparePixels)
        {
            options.Add("comparePixels=true");
        }

        if (Thorough)
        {
            options.Add("thorough=true");
        }

        if (CandidateId is not null)
        {
            // No image has the id 0, so that an empty list finds nothing, as it does without a service.
            options.Add("among=" + string.Join(',', CandidateId.DefaultIfEmpty(0)));
        }

        return string.Join('&', options);
    }

    private void ProcessAtService(ServiceSearch service)
    {
        switch (ParameterSetName)
        {
            case "Id":
                foreach (long id in Id)
                {
                    Guard(() => Write(service.ById(id), id.ToString(CultureInfo.InvariantCulture)));
                }

                break;
            case "Image":
                Guard(() => throw Errors.InvalidForService(
                    "Images of an index of this session may have other ids at the service: search with their files, or with -Id for the "
                    + "service's own.", ServiceUri));
                break;
            case "Descriptor":
                Guard(() => Write(service.ByDescriptors(Descriptor), null));
                break;
            default:
                foreach (string path in RecordPaths())
                {
                    service.Post(path);
                    DrainService(service, wait: service.IsFull || ThrottleLimit == 1);
                }

                break;
        }
    }

    private void DrainService(ServiceSearch service, bool wait)
    {
        for (bool more = true; more;)
        {
            // Each answer within a guard of its own: an error about one image must not keep the next ones from being taken.
            Guard(() =>
            {
                more = service.Take(wait) is { } answer && Report(answer.Path, answer.Answer, answer.Error, service.Pending);
            });
        }
    }

    private bool Report(string path, ServiceAnswer? answer, Exception? error, long pending)
    {
        _progress!.Step(pending, path);
        if (error is not null)
        {
            ServiceSearch.Throw(error);
        }

        WriteVerbose($"'{path}': {answer!.Matches.Count} matches.");
        Write(answer, path);
        return true;
    }

    private void Write(ServiceAnswer answer, string? query)
    {
        foreach (string warning in answer.Warnings)
        {
            WriteWarning(warning);
        }

        WriteObject(answer.Matches, enumerateCollection: true);
        if (answer.Matches.Count == 0 && IncludeUnmatched)
        {
            WriteObject(SimilarImage.Unmatched(query));
        }
    }
}
