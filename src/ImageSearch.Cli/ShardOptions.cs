using System.CommandLine;
using System.Globalization;
using System.Net;
using ImageSearch.Cluster.Members;

namespace ImageSearch.Cli;

/// <summary>How a node of a cluster shares the indexes with others.</summary>
internal sealed class ShardOptions
{
    /// <summary>The option that makes it a node that shares.</summary>
    public const string Name = "--sharded";

    private readonly Option<bool> _sharded = new(Name)
    {
        Description = "With --cluster: have a part of the rows alone, and ask the other nodes for the rest. "
            + "All nodes of a cluster do, or none.",
    };

    private readonly Option<string?> _address = new("--node-address")
    {
        Description = $"With --sharded: the IP address and port at which other nodes reach this one (127.0.0.1:{NodePlace.DefaultPort}).",
    };

    private readonly Option<string?> _name = new("--node-name")
    {
        Description = "With --sharded: the node's name, the same after each start. Default: the machine's name and the port.",
    };

    private readonly Option<int?> _replicas = new("--replicas")
    {
        Description = $"With --sharded: on how many nodes each row lies ({NodePlace.DefaultReplicas}); the same for all nodes.",
    };

    private readonly Option<string?> _certificate = new("--node-certificate")
    {
        Description = "With --sharded: this node's certificate (PEM), by which other nodes know it. With --node-key and --node-authority.",
    };

    private readonly Option<string?> _key = new("--node-key")
    {
        Description = "The key of --node-certificate (PEM).",
    };

    private readonly Option<string?> _authority = new("--node-authority")
    {
        Description = "The certificate (PEM) of the authority that signs the nodes' certificates, and no others.",
    };

    private readonly Option<bool> _privateNetwork = new("--private-network")
    {
        Description = "Instead of certificates: nobody but nodes can reach --node-address. What nodes say is then not encrypted.",
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_sharded, _address, _name, _replicas, _certificate, _key, _authority, _privateNetwork];

    /// <summary>Checks that nothing is said for nothing.</summary>
    /// <exception cref="ArgumentException">Something is.</exception>
    public void Check(ParseResult result, bool isNode)
    {
        bool isSharded = result.GetValue(_sharded);
        if (isSharded && !isNode)
        {
            throw new ArgumentException($"{_sharded.Name} is for --cluster.");
        }

        if (!isSharded && All.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } lost)
        {
            throw new ArgumentException($"{lost.Name} is for {_sharded.Name}.");
        }
    }

    /// <summary>The node; null if it has all rows.</summary>
    /// <exception cref="ArgumentException">It cannot be such a node.</exception>
    /// <exception cref="IOException">A certificate cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate is none.</exception>
    public NodePlace? Place(ParseResult result)
    {
        if (!result.GetValue(_sharded))
        {
            return null;
        }

        IPEndPoint address = Address(result.GetValue(_address));
        string name = result.GetValue(_name)
            ?? string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{address.Port}");
        int replicas = result.GetValue(_replicas) ?? NodePlace.DefaultReplicas;
        if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new ArgumentException($"{_name.Name} is one word.");
        }

        return replicas < 1 ? throw new ArgumentException($"{_replicas.Name} is 1 or more.")
            : new NodePlace(name, address, replicas, Tls(result, address));
    }

    private NodeTls? Tls(ParseResult result, IPEndPoint address)
    {
        string?[] files = [result.GetValue(_certificate), result.GetValue(_key), result.GetValue(_authority)];
        int named = files.Count(f => f is not null);
        bool isPrivate = result.GetValue(_privateNetwork);
        if (named is not 0 and not 3 || (named > 0 && isPrivate))
        {
            throw new ArgumentException(
                $"{_certificate.Name}, {_key.Name} and {_authority.Name} belong together; {_privateNetwork.Name} stands in their place.");
        }

        if (named == 0 && !isPrivate && !IPAddress.IsLoopback(address.Address))
        {
            throw new ArgumentException($"Other machines reach {address}. Name {_certificate.Name}, {_key.Name} and {_authority.Name}, "
                + $"by which nodes know each other, or say by {_privateNetwork.Name} that nobody but nodes reaches it.");
        }

        return named == 0 ? null : NodeTls.Read(files[0]!, files[1]!, files[2]!);
    }

    private IPEndPoint Address(string? text)
    {
        if (text is null)
        {
            return new IPEndPoint(IPAddress.Loopback, NodePlace.DefaultPort);
        }

        if (!IPEndPoint.TryParse(text, out IPEndPoint? address) || address.Address.Equals(IPAddress.Any)
            || address.Address.Equals(IPAddress.IPv6Any))
        {
            throw new ArgumentException(
                $"{_address.Name} is one IP address that other nodes can reach, and a port: 10.0.0.5:{NodePlace.DefaultPort}, "
                + $"not '{text}'.");
        }

        return address.Port == 0 ? new IPEndPoint(address.Address, NodePlace.DefaultPort) : address;
    }
}
