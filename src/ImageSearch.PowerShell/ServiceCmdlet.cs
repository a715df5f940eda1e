using System.Management.Automation;
using System.Security;
using ImageSearch.PowerShell.Services;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that works on an index of this session, or on one of a running service.</summary>
public abstract class ServiceCmdlet : IndexCmdlet
{
    /// <summary>The URL of a running service whose index is meant instead of one of this session, as http://127.0.0.1:5080. Of several that
    /// serve the same index, the next is asked when one cannot be reached or is not ready.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Uri[] ServiceUri { get; set; } = [];

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

    /// <summary>The service that the parameters name; null where an index of this session is meant.</summary>
    /// <exception cref="ImageServiceException">The parameters do not go together.</exception>
    private protected ServiceArguments? NamedService()
    {
        if (ServiceUri.Length > 0)
        {
            var named = new ServiceArguments(ServiceUri, ServiceIndex, ApiKey, AllowUnencryptedAuthentication);
            named.Check(Index is not null);
            return named;
        }

        return ServiceIndex is null && ApiKey is null && !AllowUnencryptedAuthentication ? null : throw Errors.InvalidForService(
            "-ServiceIndex, -ApiKey and -AllowUnencryptedAuthentication are for an index of a service: name it with -ServiceUri.", null);
    }

    /// <summary>The index of the service that the parameters name, or the end of the pipeline; null where one of this session is
    /// meant.</summary>
    private protected RemoteIndex? OpenService()
    {
        RemoteIndex? opened = null;
        Guard(() =>
        {
            if (NamedService() is { } named)
            {
                opened = named.Open(Cancel);
                WriteVerbose($"Working on {opened.Subject}.");
            }
        });
        return opened;
    }
}
