using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>
/// Writes a kernel's PTX down as C#, statement by statement. Only instructions that clang makes of kernels/nearest.cu are known; any other
/// is an error. Where a thread waits for others, at a barrier or a product of matrices, the method returns and is later entered again.
/// </summary>
internal sealed partial class PtxTranslator(PtxKernel kernel)
{
    private readonly StringBuilder _code = new();
    private readonly List<MatrixProduct> _products = [];
    private int _stops;

    /// <summary>The method's text, and the products that it stops for.</summary>
    public static (string Code, IReadOnlyList<MatrixProduct> Products) Translate(PtxKernel kernel)
    {
        var translator = new PtxTranslator(kernel);
        foreach (string statement in kernel.Statements)
        {
            translator._code.AppendLine(statement.EndsWith(':') ? $"{Label(statement[..^1])}: ;" : translator.Statement(statement));
        }

        string entries = string.Concat(Enumerable.Range(1, translator._stops).Select(n => $"case {n}: goto Stop{n}; "));
        string text = $$"""
            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
            public static unsafe int {{kernel.Name}}(EmulatedThread t, EmulatedBlock b)
            {
            uint* r = t.Words; ulong* d = t.Longs; bool* p = t.Predicates;
            switch (t.Stop) { {{entries}} }
            {{translator._code}}
            return EmulatedThread.Ended;
            }
            """;
        return (text, translator._products);
    }

    private static string Label(string label) => label.Replace("$", "", StringComparison.Ordinal);

    private string Statement(string line)
    {
        Match parts = Instruction().Match(line);
        string guard = parts.Groups["guard"].Value, operation = parts.Groups["operation"].Value;
        string[] operands = [.. Operands(parts.Groups["operands"].Value)];
        if (guard.Length == 0)
        {
            return operation switch
            {
                "bar.sync" when operands is ["0"] => Stop("AtBarrier"),
                "mma.sync.aligned.m16n8k32.row.col.s32.u8.u8.s32" => Product(operands),
                _ => Simple(operation, operands) + ";",
            };
        }

        string condition = guard[1] == '!' ? $"!{Operand(guard[2..], "pred")}" : Operand(guard[1..], "pred");
        return $"if ({condition}) {{ {Simple(operation, operands)}; }}";
    }

    private string Stop(string where) => $"t.Stop = {++_stops}; return EmulatedThread.{where}; Stop{_stops}: ;";

    private string Product(string[] operands)
    {
        int[][] registers = [.. operands.Select(o => Listed(o).Select(x => Number(x, "r")).ToArray())];
        string stop = Stop("AtProduct");
        _products.Add(new MatrixProduct(_stops, registers[0], registers[1], registers[2], registers[3]));
        return stop;
    }

    private string Simple(string operation, string[] o)
    {
        string[] part = operation.Split('.');
        string type = part[^1];
        return part[0] switch
        {
            "bra" => $"goto {Label(o[0])}",
            "ret" => "return EmulatedThread.Ended",
            "ld" => Load(part, o),
            "st" => Store(part, o),
            "atom" when operation == "atom.shared.add.u32" => $"{To(o[0])} = b.AddShared(t, {Address(o[1])}, {Operand(o[2], "u32")})",
            "red" when operation == "red.relaxed.gpu.min.u64" => $"b.LessenGlobal(t, {Address(o[0])}, {Operand(o[1], "u64")})",
            "prefetch" => $"b.Prefetch({Address(o[0])})",
            "dp4a" when operation == "dp4a.u32.u32" =>
                $"{To(o[0])} = EmulatedBlock.Dot4({Operand(o[1], "u32")}, {Operand(o[2], "u32")}, {Operand(o[3], "u32")})",
            "bfe" when type == "u32" =>
                $"{To(o[0])} = EmulatedBlock.Bits({Operand(o[1], type)}, {Operand(o[2], type)}, {Operand(o[3], type)})",
            "setp" when part.Length == 3 => $"{To(o[0])} = {Operand(o[1], type)} {Comparison(part[1])} {Operand(o[2], type)}",
            "selp" => $"{To(o[0])} = {Operand(o[3], "pred")} ? {Operand(o[1], Unsigned(type))} : {Operand(o[2], Unsigned(type))}",
            "cvta" => $"{To(o[0])} = {Operand(o[1], "u64")}",
            "cvt" => Convert(part[1], part[2], o),
            _ => Arithmetic(operation, part, o),
        };
    }

    private string Arithmetic(string operation, string[] part, string[] o)
    {
        string type = part[^1], whole = Unsigned(type);
        bool isPlain = part.Length == 2 || (part.Length == 3 && part[1] == "lo");
        string Two(string sign) => $"{To(o[0])} = {Operand(o[1], whole)} {sign} {Operand(o[2], whole)}";
        return (part[0], isPlain) switch
        {
            ("mov", true) => $"{To(o[0])} = {Operand(o[1], whole)}",
            ("add", true) => Two("+"),
            ("sub", true) => Two("-"),
            ("mul", true) => Two("*"),
            ("and", true) => Two("&"),
            ("or", true) => Two("|"),
            ("xor", true) => Two("^"),
            ("not", true) => $"{To(o[0])} = {(type == "pred" ? "!" : "~")}{Operand(o[1], whole)}",
            ("neg", true) => $"{To(o[0])} = 0 - {Operand(o[1], whole)}",
            ("div", true) when type == "u32" => Two("/"),
            ("mad", true) => $"{To(o[0])} = ({Operand(o[1], whole)} * {Operand(o[2], whole)}) + {Operand(o[3], whole)}",
            ("min" or "max", true) when type[0] is 's' or 'u' => $"{To(o[0])} = ({Name(whole)})System.Math."
                + $"{(part[0] == "min" ? "Min" : "Max")}({Operand(o[1], type)}, {Operand(o[2], type)})",
            ("shl", true) => $"{To(o[0])} = EmulatedBlock.Left({Operand(o[1], whole)}, {Operand(o[2], "u32")})",
            ("shr", true) => $"{To(o[0])} = ({Name(whole)})EmulatedBlock.Right({Operand(o[1], type[0] == 's' ? type : whole)}, "
                + $"{Operand(o[2], "u32")})",
            ("mul", false) when operation.StartsWith("mul.wide.", StringComparison.Ordinal) => type == "s32"
                ? $"{To(o[0])} = (ulong)((long){Operand(o[1], type)} * {Operand(o[2], type)})"
                : $"{To(o[0])} = (ulong){Operand(o[1], type)} * {Operand(o[2], type)}",
            _ => throw new NotSupportedException($"{kernel.Name}: {operation} {string.Join(", ", o)}"),
        };
    }

    private string Convert(string to, string from, string[] o) => (to, from) switch
    {
        ("u64", "u32") => $"{To(o[0])} = {Operand(o[1], "u32")}",
        ("s64", "s32") => $"{To(o[0])} = (ulong)(long){Operand(o[1], "s32")}",
        ("u32", "u64") => $"{To(o[0])} = (uint){Operand(o[1], "u64")}",
        _ => throw new NotSupportedException($"{kernel.Name}: cvt.{to}.{from}"),
    };

    private string Load(string[] part, string[] o)
    {
        string[] said = [.. part[1..^1].Where(p => p != "volatile")];
        string space = said[0] == "relaxed" ? "Relaxed" : Space(said[0]), type = part[^1];
        if (said[^1] == "v4")
        {
            return $"b.Load{space}4(t, {Address(o[1])}, r, {string.Join(", ", Listed(o[0]).Select(x => Number(x, "r")))})";
        }

        bool isWide = o[0].StartsWith("%rd", StringComparison.Ordinal);
        string cast = isWide && type == "s32" ? "(ulong)(long)(int)" : "";
        return $"{To(o[0])} = {cast}b.Load{space}{(type.EndsWith("64", StringComparison.Ordinal) ? "64" : "32")}(t, {Address(o[1])})";
    }

    private string Store(string[] part, string[] o)
    {
        bool isVolatile = part[1] == "volatile";
        string space = Space(part[isVolatile ? 2 : 1]), type = Unsigned(part[^1]);
        return part[^2] == "v4"
            ? $"b.Store{space}4(t, {Address(o[0])}, {string.Join(", ", Listed(o[1]).Select(x => Operand(x, "u32")))})"
            : $"b.{(isVolatile ? "Raise" : "Store")}{space}{(type == "u64" ? "64" : "32")}(t, {Address(o[0])}, {Operand(o[1], type)})";
    }

    private string Address(string operand)
    {
        Match address = InBrackets().Match(operand);
        string offset = address.Groups["offset"].Value;
        return Operand(address.Groups["base"].Value, "u64")
            + (offset.Length == 0 ? "" : $" + unchecked((ulong)({long.Parse(offset, CultureInfo.InvariantCulture)}L))");
    }

    private string To(string register) => Operand(register, register[1] == 'p' ? "pred" : register[2] == 'd' ? "u64" : "u32");

    /// <summary>An operand as a value of a type.</summary>
    private string Operand(string operand, string type)
    {
        Match register = Register().Match(operand);
        if (register.Success)
        {
            string kind = register.Groups[1].Value, at = register.Groups[2].Value;
            return kind == "p" ? $"p[{at}]" : $"{(type[0] == 's' ? $"({Name(type)})" : "")}{(kind == "rd" ? "d" : "r")}[{at}]";
        }

        if (long.TryParse(operand, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return type == "pred" ? number != 0 ? "true" : "false" : $"unchecked(({Name(type)})({number}L))";
        }

        return operand switch
        {
            "%tid.x" => "(uint)t.Index",
            "%ctaid.x" => "(uint)b.X",
            "%ctaid.y" => "(uint)b.Y",
            _ when operand == kernel.SharedName => $"{EmulatedBlock.SharedStart}ul",
            _ when operand == kernel.Parameter => $"{EmulatedBlock.ParameterStart}ul",
            _ => throw new NotSupportedException($"{kernel.Name}: operand {operand}"),
        };
    }

    private static int Number(string register, string kind)
    {
        Match match = Register().Match(register);
        Assert.Equal(kind, match.Groups[1].Value);
        return int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    private static string Unsigned(string type) => type == "pred" ? type : "u" + type[1..];

    private static string Name(string type) => type switch
    {
        "u32" or "b32" => "uint",
        "s32" => "int",
        "u64" or "b64" => "ulong",
        "s64" => "long",
        _ => throw new NotSupportedException(type),
    };

    private static string Space(string space) => space is "param" or "global" or "shared"
        ? char.ToUpperInvariant(space[0]) + space[1..] : throw new NotSupportedException($"memory {space}");

    private static string Comparison(string name) => name switch
    {
        "lt" => "<",
        "le" => "<=",
        "gt" => ">",
        "ge" => ">=",
        "eq" => "==",
        "ne" => "!=",
        _ => throw new NotSupportedException($"setp.{name}"),
    };

    private static string[] Listed(string operand) => operand.Trim('{', '}').Split(',', StringSplitOptions.TrimEntries);

    /// <summary>What commas separate that are not within brackets.</summary>
    private static IEnumerable<string> Operands(string text) => Separate().Matches(text).Select(m => m.Value.Trim());

    [GeneratedRegex(@"^(?<guard>@!?%p\d+)?\s*(?<operation>\S+)\s*(?<operands>.*)$")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"(\{[^}]*\}|\[[^\]]*\]|[^,{}\[\]])+")]
    private static partial Regex Separate();

    [GeneratedRegex(@"^%(rd|r|p)(\d+)$")]
    private static partial Regex Register();

    [GeneratedRegex(@"^\[(?<base>[%\w]+)(\+(?<offset>-?\d+))?\]$")]
    private static partial Regex InBrackets();
}
