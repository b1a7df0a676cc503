using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>Objects that an owner of a cluster can write and no one should, as the API server sends them, of any kind.</summary>
internal static class HostileDocuments
{
    /// <summary>Stands wherever a recording keeps nothing.</summary>
    public const string Secret = "s3cr3t-that-no-recording-holds";

    private const int Mebibyte = 1 << 20;

    /// <summary>Names that end lines, colour terminals and turn text around; secrets in every usual place; an annotation of 1 MiB.</summary>
    public static IEnumerable<string> Strange(ResourceType type) =>
    [
        Write(type, "\u001b[31mred\u0007\r\nSet-Cookie: a=b", Huge),
        Write(type, "\u202Etxt.exe\u2066'; rm -rf / #$(reboot)`id`", Secret),
        Write(type, new string('n', 5000), Secret),
        "{}",
        """{"metadata":null,"spec":null,"status":null}""",
    ];

    /// <summary>Very many of a kind.</summary>
    public static IEnumerable<string> Many(ResourceType type) =>
        Enumerable.Range(0, 1000).Select(i => $$$"""{"metadata":{"name":"many-{{{i.ToString(CultureInfo.InvariantCulture)}}}","namespace":"many","uid":"many-{{{type.Plural}}}-{{{i.ToString(CultureInfo.InvariantCulture)}}}"}}""");

    private static string Huge { get; } = new StringBuilder(Secret).Append('x', Mebibyte).ToString();

    private static string Write(ResourceType type, string name, string annotation)
    {
        JsonObject Pod() => new()
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "app",
                ["image"] = "nginx",
                ["env"] = new JsonArray(new JsonObject { ["name"] = "PASSWORD", ["value"] = Secret }),
                ["args"] = new JsonArray($"--password={Secret}"),
            }),
        };
        var spec = Pod();
        spec["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = Annotations(annotation) }, ["spec"] = Pod() };
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = type.Namespaced ? "hostile" : "",
                ["uid"] = $"hostile-{type.Plural}-{name.Length.ToString(CultureInfo.InvariantCulture)}",
                ["annotations"] = Annotations(annotation),
                ["managedFields"] = new JsonArray(new JsonObject { ["manager"] = Secret }),
            },
            ["spec"] = spec,
            ["data"] = new JsonObject { ["password"] = Secret, ["cwagentconfig.json"] = $$$$"""{"agent":{"credentials":{"token":"{{{{Secret}}}}"}}}""" },
            ["stringData"] = new JsonObject { ["password"] = Secret },
            ["status"] = new JsonObject(),
        }.ToJsonString();
    }

    private static JsonObject Annotations(string text) => new()
    {
        ["kubectl.kubernetes.io/last-applied-configuration"] = $$$"""{"data":{"password":"{{{Secret}}}"}}""",
        ["example.com/note"] = text,
    };
}
