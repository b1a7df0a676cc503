using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A whole number within bounds.</summary>
internal sealed class WholeNumberValue(int minimum, int maximum) : FieldValue<int>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out int value)
    {
        value = 0;
        return (node is DocumentNode.Scalar { Kind: ScalarKind.Number, Text: var digits }
            && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= minimum && value <= maximum)
            || Refuse(node, path, faults, "WantedWholeNumber", minimum, maximum, Excerpt.Kind(node));
    }

    public override DocumentNode ToNode(int value) => DocumentNode.Scalar.Number($"{value}");

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "integer");
        schema.WriteNumber("minimum", minimum);
        schema.WriteNumber("maximum", maximum);
    }
}

/// <summary>A decimal number from 0 on, its digits counted as they are written: nothing is rounded in silence.</summary>
internal sealed partial class DecimalValue(decimal maximum, int decimals) : FieldValue<decimal>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out decimal value)
    {
        value = 0;
        return (node is DocumentNode.Scalar { Kind: ScalarKind.Number, Text: var digits }
            && Form.Match(digits) is { Success: true } match
            && match.Groups["fraction"].Value.TrimEnd('0').Length <= decimals
            && decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value >= 0 && value <= maximum)
            || Refuse(node, path, faults, "WantedDecimal", maximum, decimals, Excerpt.Kind(node));
    }

    public override DocumentNode ToNode(decimal value) => DocumentNode.Scalar.Number($"{value:0.############################}");

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "number");
        schema.WriteNumber("minimum", 0);
        schema.WriteNumber("maximum", maximum);
        schema.WriteNumber("multipleOf", new decimal(1, 0, 0, isNegative: false, (byte)decimals));
    }

    [GeneratedRegex(@"\A[-+]?[0-9]*\.?(?<fraction>[0-9]*)\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}

/// <summary>True or false.</summary>
internal sealed class FlagValue : FieldValue<bool>
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out bool value)
    {
        value = node is DocumentNode.Scalar { Kind: ScalarKind.Boolean, Text: "true" or "True" or "TRUE" };
        return node is DocumentNode.Scalar { Kind: ScalarKind.Boolean } || Refuse(node, path, faults, "WantedFlag", Excerpt.Kind(node));
    }

    public override DocumentNode ToNode(bool value) => DocumentNode.Scalar.Flag(value);

    public override void Describe(Utf8JsonWriter schema) => schema.WriteString("type", "boolean");
}
