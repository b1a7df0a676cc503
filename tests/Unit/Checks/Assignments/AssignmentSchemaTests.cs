using System.Text.Json;
using EksGrader.Checks.Assignments;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed class AssignmentSchemaTests
{
    private static readonly AssignmentReader Reader = new(TestCatalogue.Checks);

    [Theory]
    [InlineData("""{ "assignment": "a", "checks": [ { "check": "nodes" } ] }""", true)]
    [InlineData("""{ "assignment": "a", "title": "A", "due": null, "checks": [ { "check": "nodes", "points": 1.25, "count": 3 } ] }""", true)]
    [InlineData("""{ "assignment": "a" }""", false)]
    [InlineData("""{ "assignment": "A", "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "titel": "A", "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "title": { "en": "A" }, "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "due": "2026-12-04T24:00", "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "settleFor": "", "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "access": [ "course", "course" ], "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "deletion": { "minimum": 1 }, "checks": [ { "check": "nodes" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "checks": [ { "check": "node" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "checks": [ { "check": "nodes", "points": 1.005 } ] }""", false)]
    [InlineData("""{ "assignment": "a", "checks": [ { "check": "nodes", "count": "2" } ] }""", false)]
    [InlineData("""{ "assignment": "a", "checks": [ { "check": "replicas", "countFargate": true } ] }""", false)]
    public void Write_Schema_TakesWhatTheReaderTakes(string json, bool taken)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(taken, Reader.Read(json, AssignmentFormat.Json).Value is not null);
        Assert.Equal(taken, new PublishedSchema(TestCatalogue.Checks).Takes(document.RootElement));
    }
}
