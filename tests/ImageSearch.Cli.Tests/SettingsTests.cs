using System.CommandLine;
using System.Diagnostics;
using ImageSearch.Cli.Settings;
using ImageSearch.TestSupport;
using Microsoft.Extensions.Configuration;

namespace ImageSearch.Cli.Tests;

/// <summary>Options that come from the environment or a file: in one order, by the rules of what is typed, and without a secret in any
/// error.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.At("settings.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsTyped_ComesBeforeTheEnvironment_AndThatBeforeTheFile()
    {
        Write("""{ "queue": 1, "Searches": 2, "LIMIT-MEGAPIXELS": 3, "urls": ["http://127.0.0.1:1", "http://[::1]:2"], "docs": true }""");
        ParseResult all = Read(["serve", "a.imgidx", "--config", File, "--queue", "7"],
            ("QUEUE", "8"), ("SEARCHES", "9"), ("URLS", "http://127.0.0.1:3; http://127.0.0.1:4"), ("SIMD", "Scalar"), ("KEYS", ""));
        Assert.Empty(all.Errors);
        Assert.Equal(7, all.GetValue<int>("--queue"));
        Assert.Equal(9, all.GetValue<int>("--searches"));
        Assert.Equal(3, all.GetValue<int>("--limit-megapixels"));
        Assert.Equal(["http://127.0.0.1:3", "http://127.0.0.1:4"], all.GetValue<string[]>("--urls")!);
        Assert.True(all.GetValue<bool>("--docs"));
        Assert.Null(all.GetValue<string>("--keys"));
        Assert.Equal(["a.imgidx"], all.GetValue<string[]>("indexes")!);
    }

    [Fact]
    public void Lists_AreReplacedWhole_AndMayBeNumbered()
    {
        Write("""{ "allowed-hosts": ["a", "b", "c"], "indexes": ["one.imgidx", "two.imgidx"] }""");
        ParseResult all = Read(["serve", "--config", File], ("ALLOWED_HOSTS:1", "y"), ("ALLOWED_HOSTS:0", "x"), ("DOCS", "false"));
        Assert.Empty(all.Errors);
        Assert.Equal(["x", "y"], all.GetValue<string[]>("--allowed-hosts")!);
        Assert.Equal(["one.imgidx", "two.imgidx"], all.GetValue<string[]>("indexes")!);
        Assert.False(all.GetValue<bool>("--docs"));
        Assert.Equal(["-odd.imgidx"], Read(["serve", "--config", File, "--", "-odd.imgidx"]).GetValue<string[]>("indexes")!);
        Assert.Equal(["typed"], Read(["serve", "typed", "--urls", "http://127.0.0.1:1", "--config", File]).GetValue<string[]>("indexes")!);
    }

    /// <summary>No environment and no file: nothing is read that nobody named.</summary>
    [Fact]
    public void WithoutSettings_NothingIsAdded()
    {
        string[] typed = ["serve", "a.imgidx", "--", "b.imgidx"];
        RootCommand root = AllCommands.Create();
        SetCommandLine all = SetCommandLine.Of(typed, root.Parse(typed), Environment());
        Assert.Equal(typed, all.Arguments);
        Assert.Empty(all.Settings);
    }

    [Fact]
    public void ANode_IsOneByWhatIsTypedOrTheFile_AndItsConnectionComesFromElsewhere()
    {
        Write("""{ "cluster": true, "cacheFolder": "x" }""");
        Assert.Contains("cacheFolder", Refused(["serve", "a", "--config", File]), StringComparison.Ordinal);
        Write("""{ "cluster": true, "cache": "/c", "cluster-file": "/f", "store": "/s" }""");
        ParseResult all = Read(["serve", "a", "--config", File]);
        Assert.NotNull(all.GetResult("--cluster"));
        Assert.Null(all.GetValue<string>("--cluster"));
        Assert.Equal("/f", all.GetValue<string>("--cluster-file"));

        // The variable with the secret comes before a file that names a file with one.
        Assert.Null(Read(["serve", "a", "--config", File], ("CLUSTER", "Host=h")).GetValue<string>("--cluster-file"));
        Assert.Equal("/g", Read(["serve", "a", "--config", File], ("CLUSTER_FILE", "/g")).GetValue<string>("--cluster-file"));

        // Variables of a node, where none is asked for, are for other calls.
        ParseResult plain = Read(["serve", "a"], ("CLUSTER", "Host=h"), ("CACHE", "/c"), ("CLUSTER_FILE", "/f"), ("FOLLOW_KEY_FILE", "/k"));
        Assert.Null(plain.GetResult("--cluster"));
        Assert.Null(plain.GetValue<string>("--cache"));
        Assert.Null(plain.GetValue<string>("--follow-key-file"));
        Assert.Equal("/c", Read(["serve", "a", "--cluster"], ("CACHE", "/c")).GetValue<string>("--cache"));
        Assert.Equal("/k", Read(["serve", "a"], ("FOLLOW", "http://127.0.0.1"), ("FOLLOW_KEY_FILE", "/k"))
            .GetValue<string>("--follow-key-file"));
    }

    [Fact]
    public void Commands_OfACluster_TakeTheSameFile()
    {
        Write("""{ "cluster": true, "cache": "/c", "cluster-file": "/f", "store": "/s", "urls": "http://127.0.0.1:1" }""");
        ParseResult init = Read(["cluster", "init", "--config", File]);
        Assert.Empty(init.Errors);
        Assert.Equal(("/s", "/f"), (init.GetValue<string>("--store"), init.GetValue<string>("--cluster-file")));
        Assert.Equal("/t", Read(["cluster", "init", "--config", File], ("STORE", "/t")).GetValue<string>("--store"));
        Assert.Empty(Read(["cluster", "status", "--config", File], ("JSON", "true")).Errors);
        Assert.False(Read(["cluster", "status", "--config", File], ("JSON", "true")).GetValue<bool>("--json"));
        Assert.False(Read(["cluster", "publish", "a.imgidx"], ("FORCE", "true"), ("NAME", "x")).GetValue<bool>("--force"));
    }

    [Theory]
    [InlineData("""{ "quue": 1, "urls": [], "Log": { "a": 1 } }""", "what is not known: Log, quue.")]
    [InlineData("""{ "force": true }""", "what is not known: force.")]
    [InlineData("""{ "config": "b.json" }""", "what is not known: config.")]
    [InlineData("""{ "queue": 1, "Queue": 2 }""", "settings.json' (--config) could not be read")]
    [InlineData("""{ "limit-json-megabytes": 1, "LimitJsonMegabytes": 2 }""", "one thing twice")]
    [InlineData("""{ "queue": "many" }""", "--queue takes whole numbers, not 'many'. It comes from 'queue' in '")]
    [InlineData("""{ "queue": -1 }""", "--queue must be from 0 to 10000. It comes from 'queue' in '")]
    [InlineData("""{ "queue": [1, 2] }""", "takes one value, and has 2")]
    [InlineData("""{ "queue": { "length": 1 } }""", "has 'length' in it, which is not known")]
    [InlineData("""{ "urls": [["a"]] }""", "has '0' in it, which is not known")]
    [InlineData("""{ "docs": "perhaps" }""", "takes true or false, not 'perhaps'")]
    [InlineData("""{ "keys": "" }""", "'keys' in '")]
    [InlineData("""{ "cluster": "Host=h;Password=hush" }""", "takes true or false. The connection string")]
    [InlineData("""{ "queue": 1 """, "settings.json' (--config) could not be read")]
    [InlineData("""[1]""", "settings.json' (--config) could not be read")]
    [InlineData("", "settings.json' (--config) could not be read")]
    public void AFile_ThatIsWrong_IsSaidToBe(string text, string told)
    {
        Write(text);
        string errors = Refused(["serve", "a.imgidx", "--config", File]);
        Assert.Contains(told, errors, StringComparison.Ordinal);
        Assert.Contains("See: imagesearch serve --help", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.json")]
    [InlineData(".")]
    public void AFile_ThatCannotBeRead_IsSaidToBe(string name) => Assert.Contains(
        "(--config) could not be read", Refused(["serve", "a.imgidx", "--config", _folder.At(name)]), StringComparison.Ordinal);

    [Fact]
    public void AVariable_ThatIsWrong_IsNamed()
    {
        Assert.Contains("--queue takes whole numbers, not 'x'. It comes from IMAGESEARCH_QUEUE.",
            Refused(["serve", "a.imgidx"], ("QUEUE", "x")), StringComparison.Ordinal);
        Assert.Contains("IMAGESEARCH_SHOW_PATHS takes true or false, not '1'.",
            Refused(["serve", "a.imgidx"], ("SHOW_PATHS", "1")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=h;Port=hush")]
    [InlineData("postgres://user:hush@host/database")]
    [InlineData("Host=h;hush")]
    [InlineData("Host=h;Hush=1;Password=hush")]
    [InlineData("Password=hush")]
    public void ASecret_IsInNoError(string connection)
    {
        System.IO.File.WriteAllText(_folder.At("cluster"), connection + "\n");
        foreach (string[] command in new string[][] { ["cluster", "status"], ["serve", "photos", "--cluster", "--cache", _folder.At("c")] })
        {
            (int code, string output, string errors) = Called.With(Environment(), [.. command, "--cluster-file", _folder.At("cluster")]);
            Assert.NotEqual(ExitCodes.Done, code);
            Assert.NotEmpty(errors);
            Assert.DoesNotContain("hush", output + errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AClusterFile_ThatIsNone_IsSaidToBe()
    {
        System.IO.File.WriteAllText(_folder.At("empty"), "\nHost=h");
        Assert.Contains("has no connection string in its first line", Refused(["cluster", "status", "--cluster-file", _folder.At("empty")]),
            StringComparison.Ordinal);
        Assert.Contains("could not be read", Refused(["cluster", "status", "--cluster-file", _folder.At("none")]),
            StringComparison.Ordinal);
        Assert.Contains("--cluster-file is for --cluster",
            Refused(["serve", "a.imgidx", "--cluster-file", _folder.At("empty")]), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_NeedsNoFile() =>
        Assert.Equal(ExitCodes.Done, Called.With(Environment(), "serve", "--config", _folder.At("none.json"), "--help").ExitCode);

    /// <summary>Two options of one name in a file or the environment would be one.</summary>
    [Fact]
    public void EveryOption_HasANameOfItsOwn()
    {
        Command serve = AllCommands.Create().Subcommands.Single(c => c.Name == ServeCommand.Name);
        string[] names = [.. SettingNames.Of(serve).Select(s => s.Name)];
        Assert.Equal(serve.Options.Count + 1 - 2, names.Length);
        Assert.Equal(names.Length, names.Select(SettingNames.KeyOf).Distinct().Count());
        Assert.All(names, n => Assert.Equal(
            SettingNames.KeyOf(n), SettingNames.KeyOf(SettingNames.VariableOf(n)[SettingNames.Prefix.Length..])));
    }

    /// <summary>As a process: all of it is from the file but what the environment says.</summary>
    [Fact]
    public async Task Serve_HeedsFileAndEnvironment()
    {
        Called.Here("add", _folder.At("photos.imgidx"), Directory.GetFiles(TestData.Photos).Order(StringComparer.Ordinal).First());
        Write($$"""
            {
              // Comments are allowed.
              "indexes": ["shop={{_folder.At("photos.imgidx").Replace("\\", "\\\\", StringComparison.Ordinal)}}"],
              "urls": ["http://127.0.0.1:0"], "limit-body-megabytes": 3, "limit-json-megabytes": 4,
            }
            """);
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, ["serve", "--config", File]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["IMAGESEARCH_LIMIT_BODY_MEGABYTES"] = "2";
        start.Environment["IMAGESEARCH_CLUSTER"] = "Password=hush";
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> log = process.StandardError.ReadToEndAsync();
            string url = (await process.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            Assert.Contains("\"shop\"", await client.GetStringAsync("api/v1/indexes"), StringComparison.Ordinal);
            process.Kill();
            string lines = await log;
            Assert.Contains("bodies 2097152 bytes, JSON 4194304", lines, StringComparison.Ordinal);
            Assert.DoesNotContain("hush", lines, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }
    }

    private static SettingSources Environment(params (string Name, string Value)[] variables) => new(() => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build());

    private static ParseResult Read(string[] typed, params (string Name, string Value)[] variables)
    {
        RootCommand root = AllCommands.Create();
        return root.Parse(SetCommandLine.Of(typed, root.Parse(typed), Environment(variables)).Arguments);
    }

    private static string Refused(string[] typed, params (string Name, string Value)[] variables)
    {
        (int code, string output, string errors) = Called.With(Environment(variables), typed);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Empty(output);
        return errors;
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);
}
