using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A check of an assignment: its id says which parameters it may have.</summary>
internal sealed class CheckValue(IReadOnlyList<CheckInfo> catalogue) : FieldValue<AssignedCheck>
{
    private const decimal MostPoints = 10_000;

    private readonly WordValue ids = new([.. catalogue.Select(c => c.Id.Value)]);

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out AssignedCheck value)
    {
        value = null;
        if (node is not DocumentNode.Mapping mapping)
            return Refuse(node, path, faults, "WantedCheck", Excerpt.Kind(node));
        if (mapping.Find("check") is not { } named)
            return Refuse(node, $"{path}.check", faults, "FieldMissing", "check");
        return ids.TryRead(named.Value, $"{path}.check", faults, out var id)
            && ObjectOf(catalogue.First(c => c.Id.Value == id)).TryRead(node, path, faults, out value);
    }

    public override DocumentNode ToNode(AssignedCheck value) => new DocumentNode.Mapping(
    [
        new DocumentField("check", DocumentNode.Scalar.Word(value.Check.Value)),
        new DocumentField("points", new DecimalValue(MostPoints, 2).ToNode(value.Points)),
        .. value.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new DocumentField(p.Key, p.Value switch
        {
            int number => DocumentNode.Scalar.Number($"{number}"),
            bool flag => DocumentNode.Scalar.Flag(flag),
            WordList list => new DocumentNode.Sequence([.. list.Words.Select(DocumentNode.Scalar.Word)]),
            var word => DocumentNode.Scalar.Word((string)word),
        })),
    ]);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("oneOf");
        foreach (var check in catalogue)
        {
            schema.WriteStartObject();
            schema.WriteString("title", check.Title.En);
            schema.WriteString("description", check.Asks.En);
            ObjectOf(check).Describe(schema);
            schema.WriteEndObject();
        }

        schema.WriteEndArray();
    }

    private static ObjectValue<AssignedCheck> ObjectOf(CheckInfo check) => new(
        [
            new Field<AssignedCheck, string>(
                "check", AssignmentTexts.Catalog["FieldCheck"], new WordValue([check.Id.Value]), c => c.Check.Value, (c, _) => c, required: true),
            new Field<AssignedCheck, decimal>(
                "points", AssignmentTexts.Catalog["FieldPoints", check.DefaultPoints], new DecimalValue(MostPoints, 2), c => c.Points, (c, v) => c with { Points = v }),
            .. check.Parameters.Select(Parameter),
        ],
        new AssignedCheck(check.Id, check.DefaultPoints, new Dictionary<string, object>(StringComparer.Ordinal)));

    private static Field<AssignedCheck> Parameter(Parameter parameter) => parameter switch
    {
        IntegerParameter p => Parameter(p, new WholeNumberValue(p.Minimum, p.Maximum)),
        BooleanParameter p => Parameter(p, new FlagValue()),
        ChoiceParameter p => Parameter(p, new WordValue(p.Choices)),
        TextParameter p => Parameter(p, TextValue.Of(p)),
        OptionalIntegerParameter p => Parameter(p, new WholeNumberValue(p.Minimum, p.Maximum)),
        ListParameter p => Parameter(p, new WordListValue(p.Choices, p.Default.Count == 0 ? 0 : 1)),
        DurationParameter p => Parameter(p, new DurationWordValue(p.Maximum)),
        _ => throw new NotSupportedException($"No assignment can set a {parameter.GetType().Name}."),
    };

    private static Field<AssignedCheck, T> Parameter<T>(Parameter parameter, FieldValue<T> value)
        where T : notnull => new(
            parameter.Name,
            parameter.Description,
            value,
            c => (T)c.Parameters.GetValueOrDefault(parameter.Name, parameter.DefaultValue),
            (c, v) => c with { Parameters = new Dictionary<string, object>(c.Parameters, StringComparer.Ordinal) { [parameter.Name] = v } });
}
