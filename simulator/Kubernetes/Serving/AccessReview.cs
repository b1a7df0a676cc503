using System.Text.Json;
using EksGrader.Simulator.Net;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>SelfSubjectAccessReview: what <c>kubectl auth can-i</c> asks.</summary>
internal static class AccessReview
{
    public static bool IsFor(ResourcePath path) =>
        path is { Group: "authorization.k8s.io", Version: "v1", Plural: "selfsubjectaccessreviews", Name: null };

    public static async Task AnswerAsync(HttpContext context, KubernetesUser user)
    {
        string verb, group, resource;
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            (verb, group, resource) = context.Request.ContentType == "application/vnd.kubernetes.protobuf" ? FromProtobuf(buffer.ToArray()) : FromJson(buffer.ToArray());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            await Statuses.BadRequestAsync(context, $"the object provided is unrecognized: {e.Message}");
            return;
        }

        var allowed = user.May(verb, group.Length == 0 ? resource : $"{resource}.{group}");
        await using var body = JsonBody.Begin(context, 201);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "SelfSubjectAccessReview"u8);
        json.WriteString("apiVersion"u8, "authorization.k8s.io/v1"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteNull("creationTimestamp"u8);
        json.WriteEndObject();
        json.WriteStartObject("spec"u8);
        json.WriteStartObject("resourceAttributes"u8);
        json.WriteString("verb"u8, verb);
        json.WriteString("group"u8, group);
        json.WriteString("resource"u8, resource);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("status"u8);
        json.WriteBoolean("allowed"u8, allowed);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (string Verb, string Group, string Resource) FromJson(byte[] body)
    {
        using var request = JsonDocument.Parse(body);
        var spec = request.RootElement.GetProperty("spec");
        var asked = spec.TryGetProperty("resourceAttributes", out var attributes) ? attributes : spec.GetProperty("nonResourceAttributes");
        return (Text(asked, "verb"), Text(asked, "group"), Text(asked, "resource"));
    }

    // k8s.io/api/authorization/v1/generated.proto: spec is field 2 of the review, resourceAttributes field 1 of the spec.
    private static (string Verb, string Group, string Resource) FromProtobuf(byte[] body)
    {
        var asked = Protobuf.Field(Protobuf.Field(Protobuf.Object(body), 2), 1);
        return (Protobuf.Text(asked, 2), Protobuf.Text(asked, 3), Protobuf.Text(asked, 5));
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
