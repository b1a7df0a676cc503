using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EksGrader.Checks.Input;

/// <summary>
/// Reads YAML from the parser's events, never through objects: no tags, no anchors, no aliases, so nothing can be made, run or
/// multiplied by what a stranger writes.
/// </summary>
internal sealed class YamlTree
{
    private const string Binary = "tag:yaml.org,2002:binary";

    private readonly Parser parser;
    private readonly ValidationErrors faults;
    private readonly bool takesBinary;
    private int nodes;

    private YamlTree(string text, ValidationErrors faults, bool takesBinary)
    {
        parser = new Parser(new StringReader(text));
        this.faults = faults;
        this.takesBinary = takesBinary;
    }

    /// <summary>The document; null where it was refused, with the reason in <paramref name="faults"/>.</summary>
    /// <param name="text">The document's text.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="takesBinary">Whether a value may be tagged <c>!!binary</c>: its base64 stays the text that it is.</param>
    public static DocumentNode? Read(string text, ValidationErrors faults, bool takesBinary = false)
    {
        var tree = new YamlTree(text, faults, takesBinary);
        try
        {
            return tree.Document();
        }
        catch (YamlException broken)
        {
            faults.Add("", (int)broken.Start.Line, "YamlBroken", Excerpt.Short(broken.Message));
        }
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The parser's own slips on senseless input (an anchor of nothing, a directive's endless number).
            faults.Add("", (int)(tree.parser.Current?.End.Line ?? 1), "YamlBroken", Excerpt.Short(broken.Message));
        }

        return null;
    }

    private DocumentNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            faults.Add("", 1, "DocumentEmpty");
            return null;
        }

        parser.Consume<DocumentStart>();
        if (Node(depth: 1) is not { } root)
            return null;

        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            faults.Add("", (int)second.Start.Line, "SecondDocument");
            return null;
        }

        parser.Consume<StreamEnd>();
        return root;
    }

    private DocumentNode? Node(int depth)
    {
        var start = parser.Consume<ParsingEvent>();
        var line = (int)start.Start.Line;
        if (start is AnchorAlias || start is NodeEvent { Anchor.IsEmpty: false })
            return Refuse(line, "YamlAnchor");
        var isBinary = takesBinary && start is Scalar { Tag: { IsEmpty: false, Value: Binary } };
        if (!isBinary && start is NodeEvent { Tag.IsEmpty: false })
            return Refuse(line, "YamlTag");
        if (++nodes > DocumentLimits.Nodes)
            return Refuse(line, "DocumentTooManyNodes", DocumentLimits.Nodes);
        if (depth > DocumentLimits.Depth)
            return Refuse(line, "DocumentTooDeep", DocumentLimits.Depth);

        return start switch
        {
            Scalar binary when isBinary => new DocumentNode.Scalar(ScalarKind.Text, binary.Value, line),
            Scalar { Style: ScalarStyle.Plain } plain => new DocumentNode.Scalar(CoreSchema.KindOf(plain.Value), plain.Value, line),
            Scalar quoted => new DocumentNode.Scalar(ScalarKind.Text, quoted.Value, line),
            SequenceStart => Sequence(line, depth),
            MappingStart => Mapping(line, depth),
            _ => Refuse(line, "YamlBroken", start.GetType().Name),
        };
    }

    private DocumentNode.Sequence? Sequence(int line, int depth)
    {
        List<DocumentNode> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (Node(depth + 1) is not { } item)
                return null;
            items.Add(item);
        }

        return new DocumentNode.Sequence(items, line);
    }

    private DocumentNode.Mapping? Mapping(int line, int depth)
    {
        List<DocumentField> fields = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(depth + 1) is not { } name)
                return null;
            if (name is not DocumentNode.Scalar { Text: var word })
            {
                faults.Add("", name.Line, "YamlNameNotText");
                return null;
            }

            if (Node(depth + 1) is not { } value)
                return null;
            fields.Add(new DocumentField(word, value, name.Line));
        }

        return new DocumentNode.Mapping(fields, line);
    }

    private DocumentNode? Refuse(int line, string text, params object[] arguments)
    {
        faults.Add("", line, text, arguments);
        return null;
    }
}

/// <summary>Tells what an unquoted scalar is, by the core schema of YAML 1.2: <c>yes</c> is a text, not a boolean.</summary>
internal static partial class CoreSchema
{
    public static ScalarKind KindOf(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ when Number.IsMatch(plain) => ScalarKind.Number,
        _ => ScalarKind.Text,
    };

    [GeneratedRegex(
        @"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number { get; }
}
