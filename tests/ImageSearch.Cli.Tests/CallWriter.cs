using System.Text;

namespace ImageSearch.Cli.Tests;

/// <summary>Stands for a stream of the console: what a call writes goes to that call, and all else to where it went before.</summary>
internal sealed class CallWriter(TextWriter usual) : TextWriter
{
    private readonly AsyncLocal<TextWriter?> _call = new();

    public override Encoding Encoding => usual.Encoding;

    /// <summary>What is written from here on in this flow of work, by all its threads.</summary>
    public StringWriter Begin()
    {
        var writer = new StringWriter();
        _call.Value = Synchronized(writer);
        return writer;
    }

    public override void Write(char value) => (_call.Value ?? usual).Write(value);

    public override void Write(string? value) => (_call.Value ?? usual).Write(value);

    public override void Write(char[] buffer, int index, int count) => (_call.Value ?? usual).Write(buffer, index, count);
}
