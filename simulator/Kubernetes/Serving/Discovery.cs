using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EksGrader.Simulator.Net;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>What a client asks to find out what a server serves: the old way, resource list by resource list, and the new aggregated one.</summary>
internal static class Discovery
{
    private const string AggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static async Task VersionAsync(HttpContext context, string gitVersion)
    {
        var number = gitVersion.TrimStart('v').Split('.');
        await using var body = JsonBody.Begin(context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("major"u8, number[0]);
        json.WriteString("minor"u8, number[1] + (gitVersion.Contains("-eks-", StringComparison.Ordinal) ? "+" : ""));
        json.WriteString("gitVersion"u8, gitVersion);
        json.WriteString("gitCommit"u8, "113cf36a1c8d8a5d2c0a5ff3a1c5c9b9e4dd7a10"u8);
        json.WriteString("gitTreeState"u8, "clean"u8);
        json.WriteString("buildDate"u8, "2025-10-22T05:10:11Z"u8);
        json.WriteString("goVersion"u8, "go1.24.6"u8);
        json.WriteString("compiler"u8, "gc"u8);
        json.WriteString("platform"u8, "linux/amd64"u8);
        json.WriteEndObject();
    }

    public static Task AnswerAsync(HttpContext context, string path, ImmutableArray<ResourceKind> served)
    {
        var accept = context.Request.Headers.Accept.ToString();
        var aggregated = accept.Contains("v=v2;as=APIGroupDiscoveryList", StringComparison.Ordinal);
        return path.TrimEnd('/').Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["api"] when aggregated => WriteAggregatedAsync(context, [.. served.Where(k => k.Group.Length == 0)]),
            ["apis"] when aggregated => WriteAggregatedAsync(context, [.. served.Where(k => k.Group.Length > 0)]),
            ["api"] => WriteVersionsAsync(context),
            ["apis"] => WriteGroupsAsync(context, served),
            ["api", "v1"] => WriteResourcesAsync(context, "v1", served),
            ["apis", var group] when served.Any(k => k.Group == group) => WriteGroupAsync(context, served.First(k => k.Group == group)),
            ["apis", var group, var version] when served.Any(k => k.GroupVersion == $"{group}/{version}") => WriteResourcesAsync(context, $"{group}/{version}", served),
            ["api", _] => Statuses.NoSuchResourceAsync(context),
            ["apis", var group, _] when served.Any(k => k.Group == group) => Statuses.NoSuchResourceAsync(context),
            _ => Statuses.NoSuchPageAsync(context),
        };
    }

    private static async Task WriteVersionsAsync(HttpContext context)
    {
        await using var body = JsonBody.Begin(context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIVersions"u8);
        json.WriteStartArray("versions"u8);
        json.WriteStringValue("v1"u8);
        json.WriteEndArray();
        json.WriteStartArray("serverAddressByClientCIDRs"u8);
        json.WriteStartObject();
        json.WriteString("clientCIDR"u8, "0.0.0.0/0"u8);
        json.WriteString("serverAddress"u8, string.Create(CultureInfo.InvariantCulture, $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}"));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteGroupsAsync(HttpContext context, ImmutableArray<ResourceKind> served)
    {
        await using var body = JsonBody.Begin(context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIGroupList"u8);
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteStartArray("groups"u8);
        foreach (var group in served.Where(k => k.Group.Length > 0).DistinctBy(k => k.Group, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            WriteGroup(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteGroupAsync(HttpContext context, ResourceKind group)
    {
        await using var body = JsonBody.Begin(context);
        body.Json.WriteStartObject();
        body.Json.WriteString("kind"u8, "APIGroup"u8);
        body.Json.WriteString("apiVersion"u8, "v1"u8);
        WriteGroup(body.Json, group);
        body.Json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, ResourceKind group)
    {
        json.WriteString("name"u8, group.Group);
        json.WriteStartArray("versions"u8);
        WriteVersion(json, group);
        json.WriteEndArray();
        json.WritePropertyName("preferredVersion"u8);
        WriteVersion(json, group);
    }

    private static void WriteVersion(Utf8JsonWriter json, ResourceKind group)
    {
        json.WriteStartObject();
        json.WriteString("groupVersion"u8, group.GroupVersion);
        json.WriteString("version"u8, group.Version);
        json.WriteEndObject();
    }

    private static async Task WriteResourcesAsync(HttpContext context, string groupVersion, ImmutableArray<ResourceKind> served)
    {
        await using var body = JsonBody.Begin(context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIResourceList"u8);
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("groupVersion"u8, groupVersion);
        json.WriteStartArray("resources"u8);
        foreach (var kind in served.Where(k => string.Equals(k.GroupVersion, groupVersion, StringComparison.Ordinal)))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, kind.Plural);
            json.WriteString("singularName"u8, kind.Singular);
            json.WriteBoolean("namespaced"u8, kind.Namespaced);
            json.WriteString("kind"u8, kind.Kind);
            WriteVerbs(json, kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteAggregatedAsync(HttpContext context, ImmutableArray<ResourceKind> served)
    {
        await using var body = JsonBody.Begin(context, contentType: AggregatedType);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIGroupDiscoveryList"u8);
        json.WriteString("apiVersion"u8, "apidiscovery.k8s.io/v2"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteStartArray("items"u8);
        foreach (var group in served.GroupBy(k => k.Group, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata"u8);
            json.WriteString("name"u8, group.Key);
            json.WriteNull("creationTimestamp"u8);
            json.WriteEndObject();
            json.WriteStartArray("versions"u8);
            json.WriteStartObject();
            json.WriteString("version"u8, group.First().Version);
            json.WriteString("freshness"u8, "Current"u8);
            json.WriteStartArray("resources"u8);
            foreach (var kind in group)
            {
                WriteAggregated(json, kind);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAggregated(Utf8JsonWriter json, ResourceKind kind)
    {
        json.WriteStartObject();
        json.WriteString("resource"u8, kind.Plural);
        json.WriteStartObject("responseKind"u8);
        json.WriteString("group"u8, kind.Group);
        json.WriteString("version"u8, kind.Version);
        json.WriteString("kind"u8, kind.Kind);
        json.WriteEndObject();
        json.WriteString("scope"u8, kind.Namespaced ? "Namespaced"u8 : "Cluster"u8);
        json.WriteString("singularResource"u8, kind.Singular);
        WriteVerbs(json, kind);
        json.WriteEndObject();
    }

    private static void WriteVerbs(Utf8JsonWriter json, ResourceKind kind)
    {
        json.WriteStartArray("verbs"u8);
        json.WriteStringValue("get"u8);
        json.WriteStringValue("list"u8);
        json.WriteEndArray();
        if (kind.ShortNames.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("shortNames"u8);
        foreach (var name in kind.ShortNames)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
