using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace ImageSearch.Docs;

/// <summary>Writes what Get-Help reads.</summary>
internal static partial class MamlWriter
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static string Write(IEnumerable<(CmdletShape Shape, HelpText Text)> topics)
    {
        var root = new XElement(Help + "helpItems", new XAttribute("schema", "maml"), topics.Select(t => Topic(t.Shape, t.Text)));
        var text = new StringBuilder();
        var settings = new XmlWriterSettings
        {
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.None,
            OmitXmlDeclaration = true,
        };
        using (var writer = XmlWriter.Create(text, settings))
        {
            root.Save(writer);
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Made from docs/en-US by build.ps1 Docs. -->\n" + text + "\n";
    }

    private static XElement Topic(CmdletShape shape, HelpText text) => new(Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml), new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(Command + "details",
            new XElement(Command + "name", shape.Name),
            new XElement(Command + "verb", shape.Verb),
            new XElement(Command + "noun", shape.Noun),
            new XElement(Maml + "description", Paragraphs(text.Synopsis))),
        new XElement(Maml + "description", Paragraphs(text.Description)),
        new XElement(Command + "syntax", shape.Sets().Select(set => new XElement(Command + "syntaxItem",
            new XElement(Maml + "name", shape.Name),
            shape.InSet(set).Select(p => Parameter(p.Parameter, p.Place, text, isSyntax: true))))),
        new XElement(Command + "parameters", shape.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => Parameter(p, p.Places.Values.First(), text, isSyntax: false))),
        new XElement(Command + "inputTypes", text.Inputs.Select(i => TypeOf(Command + "inputType", i.Key, i.Value))),
        new XElement(Command + "returnValues", text.Outputs.Select(o => TypeOf(Command + "returnValue", o.Key, o.Value))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(text.Notes))),
        new XElement(Command + "examples", text.Examples.Index().Select(e => Example(e.Index + 1, e.Item))),
        new XElement(Command + "relatedLinks",
            // Get-Help -Online opens the first link that has an address.
            new XElement(Maml + "navigationLink",
                new XElement(Maml + "linkText", "Online version:"),
                new XElement(Maml + "uri", HelpFiles.PageOf(shape))),
            Link().Matches(text.Links).Select(link => new XElement(Maml + "navigationLink",
            new XElement(Maml + "linkText", link.Groups[1].Value),
            new XElement(Maml + "uri", link.Groups[2].Value.Contains("://", StringComparison.Ordinal) ? link.Groups[2].Value : "")))));

    private static XElement Parameter(ParameterShape parameter, ParameterPlace place, HelpText text, bool isSyntax)
    {
        string pipeline = (place.TakesPipeline, place.TakesPipelineProperty) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
        return new XElement(Command + "parameter",
            new XAttribute("required", place.IsMandatory),
            new XAttribute("variableLength", parameter.ShortType.EndsWith("[]", StringComparison.Ordinal)),
            new XAttribute("globbing", parameter.TakesWildcards),
            new XAttribute("pipelineInput", pipeline),
            new XAttribute("position", place.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            new XElement(Maml + "description", Paragraphs(text.Parameters[parameter.Name])),
            isSyntax && parameter.AcceptedValues.Count > 0
                ? new XElement(Command + "parameterValueGroup",
                    parameter.AcceptedValues.Select(v => new XElement(Command + "parameterValue",
                    new XAttribute("required", false), new XAttribute("variableLength", false), v)))
                : null,
            parameter.IsSwitch && isSyntax ? null
            : new XElement(Command + "parameterValue", new XAttribute("required", !parameter.IsSwitch),
                new XAttribute("variableLength", false), parameter.ShortType),
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.ShortType), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", parameter.DefaultValue.Length == 0 ? "None" : parameter.DefaultValue));
    }

    private static XElement TypeOf(XName name, string type, string about) => new(name,
        new XElement(Dev + "type", new XElement(Maml + "name", type)),
        new XElement(Maml + "description", Paragraphs(about)));

    private static XElement Example(int number, HelpExample example) => new(Command + "example",
        new XElement(Maml + "title", $"---- Example {number}: {example.Title} ----"),
        // Get-Help prints an introduction and its code as one line: it is a comment there. And of remarks it takes leading blanks away,
        // which a table needs.
        new XElement(Dev + "code",
            string.Concat(PlainText.Paragraphs(example.Introduction).Where(p => p.Length > 0).Select(p => $"# {p}\n")) + example.Code
            + (example.Output.Length == 0 ? "" : "\n\n" + example.Output)),
        new XElement(Dev + "remarks",
            example.Remarks.Length == 0 ? null : Paragraphs(example.Remarks),
            // The blank line between two examples.
            new XElement(Maml + "para")));

    private static IEnumerable<XElement> Paragraphs(string markdown) =>
        PlainText.Paragraphs(markdown).Select(p => new XElement(Maml + "para", p));

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)]+)\)")]
    private static partial Regex Link();
}
