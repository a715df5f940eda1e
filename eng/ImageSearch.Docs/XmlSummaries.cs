using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ImageSearch.Docs;

/// <summary>The `///` sentences of an assembly, from the file that the compiler writes beside it.</summary>
internal sealed partial class XmlSummaries
{
    private readonly Dictionary<string, string> _byMember;

    private XmlSummaries(Dictionary<string, string> byMember) => _byMember = byMember;

    public static XmlSummaries Of(Assembly assembly)
    {
        XDocument file = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        return new XmlSummaries(file.Descendants("member").Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!)));
    }

    public string Of(Type type) => _byMember.GetValueOrDefault($"T:{type.FullName}", "");

    public string Of(PropertyInfo property) => _byMember.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    private static string Plain(XElement summary)
    {
        string text = string.Concat(
            summary.Nodes().Select(n => n is XElement e ? e.Attribute("cref")?.Value.Split('.')[^1] ?? e.Value : n.ToString()));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
