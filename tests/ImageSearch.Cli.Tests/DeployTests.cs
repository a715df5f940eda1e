using System.CommandLine;
using System.Diagnostics;
using ImageSearch.Cli.Settings;
using ImageSearch.TestSupport;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace ImageSearch.Cli.Tests;

/// <summary>The files of deploy/: they are what their readers take, and every option that they name is one that the command has. No
/// container and no cluster of containers runs here.</summary>
public sealed class DeployTests : IDisposable
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "deploy", "cluster");

    private static readonly string[] UnitFiles = [.. Directory.GetFiles(Path.GetDirectoryName(Folder)!, "*.*", SearchOption.AllDirectories)
        .Where(f => Path.GetExtension(f) is ".service" or ".timer")];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Units() => [.. UnitFiles.Select(f => Path.GetRelativePath(Folder, f))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Units))]
    public void Unit_CallsWhatThereIs(string unit)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, unit));
        foreach (string line in lines.Where(l => l.StartsWith("ExecStart=", StringComparison.Ordinal)))
        {
            string[] words = line.Split('=', 2)[1].Replace("%i", "5081", StringComparison.Ordinal).Split(' ');
            Assert.Equal("/opt/imagesearch/imagesearch", words[0]);
            ParseResult read = Read(words[1..]);
            if (read.CommandResult.Command.Name == ServeCommand.Name)
            {
                int stop = NumberOf(lines.Single(l => l.StartsWith("TimeoutStopSec=", StringComparison.Ordinal)).Split('=')[1]);
                Assert.True(stop > read.GetValue<int>("--stop-seconds"), "systemd kills before the service has stopped");
                Assert.Contains("RestartPreventExitStatus=2", lines);
            }
        }
    }

    /// <summary>The command's place apart, as it is not installed here.</summary>
    [SystemdTheory]
    [MemberData(nameof(Units))]
    public void Unit_IsSound(string unit)
    {
        // A unit that another one names must lie beside it.
        foreach (string file in UnitFiles)
        {
            string name = Path.GetFileName(file).Replace("@.", "@5081.", StringComparison.Ordinal);
            File.WriteAllText(_folder.At(name), File.ReadAllText(file).Replace("/opt/imagesearch/imagesearch", "/bin/true",
                StringComparison.Ordinal));
        }

        var start = new ProcessStartInfo(SystemdTheoryAttribute.Program!, ["verify", "--man=no",
            _folder.At(Path.GetFileName(unit).Replace("@.", "@5081.", StringComparison.Ordinal))])
        { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
        Assert.DoesNotContain(_folder.Path, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AreTaken()
    {
        ParseResult read = Read(["serve", "--config", Path.Combine(Folder, "settings.json"), "--cache", "/c", "--cluster-file", "/f"]);
        Assert.NotNull(read.GetResult("--cluster"));
        Assert.Equal(["photos"], read.GetValue<string[]>("indexes")!);
    }

    [Fact]
    public void Compose_CallsWhatThereIs_AndNamesWhatItHas()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "compose.yaml"));
        YamlMappingNode root = Root(text);
        var services = (YamlMappingNode)root["services"];
        Assert.Equal(["cluster", "init", "cluster", "collect"], Commands(root).Where(c => c[0] == "cluster" && c[1] is "init" or "collect")
            .SelectMany(c => c.Take(2)));
        Assert.All(Commands(root), command => Read(command));
        ParseResult node = Read(Commands(root).Single(c => c[0] == ServeCommand.Name));
        string grace = ((YamlScalarNode)root["x-node"]["stop_grace_period"]).Value!;
        Assert.True(NumberOf(grace.TrimEnd('s')) > node.GetValue<int>("--stop-seconds"));
        foreach (YamlMappingNode service in services.Children.Values.Append(root["x-node"]).Cast<YamlMappingNode>())
        {
            foreach (string secret in Items(service, "secrets"))
            {
                Assert.True(((YamlMappingNode)root["secrets"]).Children.ContainsKey(secret), $"there is no secret {secret}");
            }

            foreach (string volume in Items(service, "volumes"))
            {
                Assert.True(((YamlMappingNode)root["volumes"]).Children.ContainsKey(volume.Split(':')[0]), $"there is no volume {volume}");
            }

            if (service.Children.TryGetValue("depends_on", out YamlNode? needed))
            {
                Assert.All(((YamlMappingNode)needed).Children.Keys, k => Assert.True(services.Children.ContainsKey(k)));
            }

            // What nobody reads is a word that is written wrong.
            Assert.Empty(service.Children.Keys.Select(k => ((YamlScalarNode)k).Value!).Except(ComposeKeys));
        }

        // Files that containers are given, and no secret in this one.
        Assert.All(((YamlMappingNode)root["secrets"]).Children.Values, s => Assert.StartsWith("./secrets/", (string)s["file"]!,
            StringComparison.Ordinal));
        Assert.DoesNotMatch("(?m)^(?!#).*(PASSWORD|Password)[:=] *[^/]", text);
    }

    [Fact]
    public void Kubernetes_IsMadeAsTheApiSays_AndCallsWhatThereIs()
    {
        // Strict: a field that a kind does not have is an error.
        string text = File.ReadAllText(Path.Combine(Folder, "kubernetes.yaml"));
        List<object> all = KubernetesYaml.LoadAllFromString(text, strict: true);
        Assert.Equal(
            [typeof(V1ServiceAccount), typeof(V1ConfigMap), typeof(V1Service), typeof(V1Service), typeof(V1StatefulSet),
                typeof(V1PodDisruptionBudget), typeof(V1CronJob)],
            all.Select(o => o.GetType()));
        Assert.Throws<YamlDotNet.Core.YamlException>(() => KubernetesYaml.LoadAllFromString(
            text.Replace("readinessProbe:", "readyProbe:", StringComparison.Ordinal), strict: true));
        V1StatefulSet set = all.OfType<V1StatefulSet>().Single();
        V1PodSpec pod = set.Spec.Template.Spec;
        V1Container node = pod.Containers.Single();
        string settings = _folder.At("settings.json");
        File.WriteAllText(settings, all.OfType<V1ConfigMap>().Single().Data["settings.json"]);
        Assert.Equal(["serve", "--config=/etc/imagesearch/settings.json"], node.Args);
        ParseResult served = Read(["serve", $"--config={settings}"]);
        Assert.NotNull(served.GetResult("--cluster"));
        Assert.Contains(node.Ports, p => p.Name == "http" && p.ContainerPort == new Uri(served.GetValue<string[]>("--urls")![0]).Port);
        V1PodSpec collect = all.OfType<V1CronJob>().Single().Spec.JobTemplate.Spec.Template.Spec;
        Read([.. collect.Containers.Single().Args]);

        int pause = NumberOf(node.Lifecycle.PreStop.Exec.Command[1]);
        Assert.True(pod.TerminationGracePeriodSeconds > pause + served.GetValue<int>("--stop-seconds"));
        Assert.All(new[] { pod, collect }, p =>
        {
            Assert.False(p.EnableServiceLinks);
            Assert.True(p.SecurityContext.RunAsNonRoot);
            Assert.Empty(p.Containers.SelectMany(c => c.Env ?? []));
            IEnumerable<string> volumes = p.Volumes.Select(v => v.Name)
                .Concat(p == pod ? set.Spec.VolumeClaimTemplates.Select(v => v.Metadata.Name) : []);
            Assert.Empty(p.Containers.SelectMany(c => c.VolumeMounts).Select(m => m.Name).Except(volumes));
            Assert.Equal("imagesearch", p.Volumes.Single(v => v.Name == "secret").Secret.SecretName);
        });
        foreach (V1Service service in all.OfType<V1Service>())
        {
            Assert.All(service.Spec.Selector, l => Assert.Equal(l.Value, set.Spec.Template.Metadata.Labels[l.Key]));
            Assert.Equal("http", service.Spec.Ports.Single().TargetPort.Value);
        }

        Assert.Contains(all.OfType<V1Service>(), s => s.Metadata.Name == set.Spec.ServiceName && s.Spec.ClusterIP == "None");
        Assert.All(set.Spec.Selector.MatchLabels, l => Assert.Equal(l.Value, set.Spec.Template.Metadata.Labels[l.Key]));
    }

    /// <summary>What Kubernetes asks for health is there, and needs no key.</summary>
    [Fact]
    public async Task Probes_AskWhatThereIs()
    {
        Called.Here("add", _folder.At("photos.imgidx"), Directory.GetFiles(TestData.Photos).Order(StringComparer.Ordinal).First());
        Called.Here("new-key", _folder.At("keys"), "alice");
        using var service = new ServedProcess(_folder.At("photos.imgidx"), "--keys", _folder.At("keys"));
        V1Container node = KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Folder, "kubernetes.yaml")))
            .OfType<V1StatefulSet>().Single().Spec.Template.Spec.Containers.Single();
        foreach (V1Probe probe in new[] { node.StartupProbe, node.ReadinessProbe, node.LivenessProbe })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, probe.HttpGet.Path) { Headers = { Host = "10.0.0.7:5080" } };
            using HttpResponseMessage answer = await service.Client.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{probe.HttpGet.Path} {answer.StatusCode}");
        }
    }

    private static readonly string[] ComposeKeys =
    [
        "<<", "image", "restart", "read_only", "tmpfs", "cap_drop", "security_opt", "secrets", "stop_grace_period", "depends_on", "command",
        "environment", "volumes", "healthcheck", "ports", "profiles",
    ];

    /// <summary>Reads a command line as the command does, with what its settings say; all of it is known.</summary>
    private static ParseResult Read(IReadOnlyList<string> words)
    {
        string[] typed = [.. words.Select(w => w.Replace("/etc/imagesearch/settings.json", Path.Combine(Folder, "settings.json"),
            StringComparison.Ordinal))];
        RootCommand root = AllCommands.Create();
        ParseResult read = root.Parse(SetCommandLine.Of(
            typed, root.Parse(typed), new SettingSources(() => new ConfigurationBuilder().Build())).Arguments);
        Assert.Empty(read.Errors.Select(e => e.Message));
        string[] known = [.. read.CommandResult.Command.Options.Select(o => o.Name)];
        Assert.Empty(words.Where(w => w.StartsWith("--", StringComparison.Ordinal)).Select(w => w.Split('=')[0]).Except(known));
        return read;
    }

    private static int NumberOf(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static YamlMappingNode Root(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    /// <summary>Every list in a document that calls the command.</summary>
    private static IReadOnlyList<string[]> Commands(YamlNode root) => [.. root.AllNodes.OfType<YamlSequenceNode>()
        .Where(s => s.Children.Count > 0 && s.All(i => i is YamlScalarNode))
        .Select(s => s.Select(i => ((YamlScalarNode)i).Value!).ToArray())
        .Where(words => words[0] is "serve" or "cluster" && words.Length > 1 && words[1] != "keys").DistinctBy(w => string.Join(' ', w))];

    private static IEnumerable<string> Items(YamlMappingNode service, string name) =>
        service.Children.TryGetValue(name, out YamlNode? list) ? ((YamlSequenceNode)list).Select(i => ((YamlScalarNode)i).Value!) : [];
}
