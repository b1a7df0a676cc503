using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>What the published schema takes and what the reader takes is the same, but for what a schema cannot say.</summary>
public sealed partial class SchemaAgreementTests
{
    private static readonly IReadOnlyList<CheckInfo> Shipped = [.. Catalogue.Default.Checks.Select(c => c.Info)];
    private static readonly AssignmentReader Reader = new(Shipped);

    public static TheoryData<string> Assignments => new(AssignmentWriter.ToJson(ShippedAssignments.EksAssessment(Shipped)), AssignmentWriter.ToJson(ShippedAssignments.EksExam(Shipped)), Rich);

    // A document with every field.
    private const string Rich = """
        {
          "assignment": "rich", "title": { "en": "Rich", "ko": "모두" }, "draft": true, "opensAt": "2026-12-01T09:00",
          "description": { "en": "# Task\n\n- two nodes", "ko": "과제" }, "due": "2026-12-04T18:00", "timeZone": "Asia/Seoul", "closesAt": "2026-12-06T18:00:30",
          "counts": "last", "maxAttempts": 10, "latePenalty": 0.25, "settleFor": "10m", "access": ["awsRole", "kubeconfig"], "longLivedKeys": true,
          "requireEks": true, "systemNamespaces": ["kube-*", "monitoring"],
          "deletion": { "deleteBy": "dueDay", "minimum": "2h", "lateAfter": "1h30m", "lateGrace": "1d", "enforce": true, "grace": "12h" },
          "checks": [ { "check": "nodes", "points": 20.5, "count": 3 }, { "check": "replicas", "points": 10 }, { "check": "cluster-deletion" } ]
        }
        """;

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "2", "100", "101", "1000", "1001", "10000", "10000.01", "1.5", "1.25", "1.005", "0.0001", "0.00001", "2.0", "2e0", "1e9", "\"\"", "\" \"", "\"a\"", "\"A\"", "\"a-\"", "\"a b\"", "\" a\"",
        "\"true\"", "\"2\"", "\"best\"", "\"nodes\"", "\"awsRole\"", "\"2026-12-04T18:00\"", "\"2026-02-30T18:00\"", "\"2026-12-04\"", "\"2026-12-04T18:00Z\"", "\"1999-12-04T18:00\"", "\"2400-12-04T18:00\"", "\"Asia/Seoul\"",
        "\"Moon/Base\"", "\"1h\"", "\"90m\"", "\"1h30m\"", "\"30m1h\"", "\"-1h\"", "\"0m\"", "\"25h\"", "\"31d\"", "\"1000d\"", "\"99999999999999999999d\"", "\"/x\"", "\"/x y\"", "\"x\"", "\"한국\"", "\"a\\u0000b\"", "\"a\\nb\"", "\"a\\u00a0\"", "\"\\u2028a\"",
        "\"*\"", "\"kube-*\"", "\"a*b\"", "\"exact\"", "\"atLeast\"", "\"dueDay\"", "\"submissionDay\"", "[]", "[\"a\"]", "[\"a\", \"a\"]", "[1]", "[\"awsRole\"]", "[\"awsRole\", \"awsRole\"]", "[null]", "{}", "{ \"en\": \"A\", \"ko\": \"가\" }", "{ \"en\": \"A\" }", "{ \"check\": \"nodes\" }",
    ];

    /// <summary>What the reader refuses and no schema can: why, and the fault that it is.</summary>
    private static readonly (string Why, Regex Fault)[] BeyondTheSchema =
    [
        ("two fields, each right by itself, that contradict each other", Contradiction()),
        ("a date that is not in the calendar, behind a right pattern", Calendar()),
        ("the names of time zones change with the tz database", TimeZones()),
        ("a check that is named twice with other points is another object", Twice()),
        ("the form of a number: to a schema 2.0 and 2e0 are the number 2", NumberForms()),
        ("the greatest duration: a pattern knows the form alone", LongDurations()),
        ("spaces other than ASCII's at the ends of a title: the validator takes patterns in .NET's ECMAScript mode, whose \\s is ASCII's", OtherSpaces()),
    ];

    [Theory]
    [MemberData(nameof(Assignments))]
    public void AssignmentAsItIs_IsTakenByBoth(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Empty(Reader.Read(json, AssignmentFormat.Json).Errors);
        Assert.Empty(new PublishedSchema(Shipped).FaultsOf(document.RootElement));
    }

    [Theory]
    [MemberData(nameof(Assignments))]
    public void AssignmentChangedInOnePlace_IsTakenByBothOrNeither(string json)
    {
        var schema = new PublishedSchema(Shipped);
        var (tried, differences, taken) = (0, new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var (what, changed) in Changes(JsonNode.Parse(json)!))
        {
            using var document = JsonDocument.Parse(changed);
            var (reading, fits) = (Reader.Read(changed, AssignmentFormat.Json), schema.Takes(document.RootElement));
            tried++;
            taken += reading.Value is null ? 0 : 1;
            if (fits == reading.Value is not null)
                continue;
            if (reading.Value is not null)
                differences.Add($"{what}: the reader takes what the schema refuses: {string.Join("; ", schema.FaultsOf(document.RootElement))}");
            else if (!reading.Errors.All(f => BeyondTheSchema.Any(b => b.Fault.IsMatch($"{f.Field}: {f.Message.En}"))))
                differences.Add($"{what}: the schema takes what the reader refuses: {string.Join("; ", reading.Errors.Select(f => $"{f.Field}: {f.Message.En}"))}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {tried}:\n{string.Join('\n', differences)}");
        Assert.InRange(taken, 100, tried - 1000);
    }

    // Every value replaced, every field left out, an unknown field in every object, every item twice: one change at a time.
    private static IEnumerable<(string What, string Json)> Changes(JsonNode whole)
    {
        foreach (var path in Paths(whole, []))
        {
            var name = string.Join('.', path);
            foreach (var value in Values)
                yield return ($"{name} = {value}", With(whole, path, (parent, key) => Put(parent, key, JsonNode.Parse(value))));
            yield return ($"{name} = a long text", With(whole, path, (parent, key) => Put(parent, key, JsonValue.Create(new string('x', 300)))));
            yield return ($"without {name}", With(whole, path, Remove));
            switch (At(whole, path))
            {
                case JsonObject:
                    yield return ($"{name} with an unknown field", With(whole, [.. path, "unknown"], (parent, key) => Put(parent, key, JsonValue.Create(1))));
                    break;
                case JsonArray { Count: > 0 } list:
                    yield return ($"{name} with the first item twice", With(whole, path, (parent, key) => ((JsonArray)Child(parent, key)!).Add(list[0]!.DeepClone())));
                    yield return ($"{name} with too many items", With(whole, path, (parent, key) => Put(parent, key, new JsonArray([.. Enumerable.Range(0, 300).Select(i => JsonValue.Create($"a{i}"))]))));
                    break;
            }
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode? node, string[] path)
    {
        if (path.Length > 0)
            yield return path;
        var inside = node switch
        {
            JsonObject fields => fields.SelectMany(f => Paths(f.Value, [.. path, f.Key])),
            JsonArray items => items.SelectMany((item, i) => Paths(item, [.. path, i.ToString(System.Globalization.CultureInfo.InvariantCulture)])),
            _ => [],
        };
        foreach (var inner in inside)
            yield return inner;
    }

    private static string With(JsonNode whole, string[] path, Action<JsonNode, string> change)
    {
        var copy = whole.DeepClone();
        change(At(copy, path[..^1])!, path[^1]);
        return copy.ToJsonString();
    }

    private static JsonNode? At(JsonNode whole, string[] path) => path.Aggregate((JsonNode?)whole, static (node, key) => Child(node!, key));

    private static JsonNode? Child(JsonNode parent, string key) => parent is JsonArray list ? list[Index(key)] : parent[key];

    private static void Put(JsonNode parent, string key, JsonNode? value)
    {
        if (parent is JsonArray list)
            list[Index(key)] = value;
        else
            parent[key] = value;
    }

    private static void Remove(JsonNode parent, string key)
    {
        if (parent is JsonArray list)
            list.RemoveAt(Index(key));
        else
            ((JsonObject)parent).Remove(key);
    }

    private static int Index(string key) => int.Parse(key, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("^(opensAt|closesAt|deletion.deleteBy): .*(due|closed)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Contradiction();

    [GeneratedRegex("^(opensAt|due|closesAt): .*2026-02-30", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Calendar();

    [GeneratedRegex("^timeZone: ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimeZones();

    [GeneratedRegex(@" (whole number|decimals) .*not 2(\.0|e0)\.$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberForms();

    [GeneratedRegex(@"^(settleFor|deletion\.\w+): At most \d+d is allowed here", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongDurations();

    [GeneratedRegex(@"^title(\.en|\.ko)?: One line of text is expected, .*“(a\u00A0|[\u2028\uFFFD]a)”\.$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherSpaces();

    [GeneratedRegex(@"^checks(\[\d+\])?(\.check)?: .*twice", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Twice();
}
