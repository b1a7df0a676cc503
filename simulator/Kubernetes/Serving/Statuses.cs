using System.Text.Json;
using EksGrader.Simulator.Net;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>Errors worded as a real API server words them (apimachinery <c>pkg/api/errors</c>; seen on a real one).</summary>
internal static class Statuses
{
    public static Task UnauthorizedAsync(HttpContext context) => WriteAsync(context, 401, "Unauthorized", "Unauthorized", details: false);

    public static Task BadRequestAsync(HttpContext context, string message) => WriteAsync(context, 400, "BadRequest", message, details: false);

    public static Task ForbiddenPathAsync(HttpContext context, KubernetesUser user, string path) =>
        WriteAsync(context, 403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {VerbOf(context, null)} path \"{path}\"");

    public static Task ForbiddenAsync(HttpContext context, KubernetesUser user, ResourcePath path)
    {
        var what = path.Name is null ? path.QualifiedName : $"{path.QualifiedName} \"{path.Name}\"";
        var where = path.Namespace is null ? "at the cluster scope" : $"in the namespace \"{path.Namespace}\"";
        var message = $"{what} is forbidden: User \"{user.Name}\" cannot {VerbOf(context, path)} resource \"{path.Plural}\" in API group \"{path.Group}\" {where}";
        return WriteAsync(context, 403, "Forbidden", message, true, path.Name, path.Group, path.Plural);
    }

    public static Task NotFoundAsync(HttpContext context, ResourcePath path) =>
        WriteAsync(context, 404, "NotFound", $"{path.QualifiedName} \"{path.Name}\" not found", true, path.Name, path.Group, path.Plural);

    public static Task NoSuchResourceAsync(HttpContext context) =>
        WriteAsync(context, 404, "NotFound", "the server could not find the requested resource");

    public static Task MethodNotAllowedAsync(HttpContext context) =>
        WriteAsync(context, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public static Task ExpiredAsync(HttpContext context, string freshToken) =>
        WriteAsync(context, 410, "Expired", "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.", details: false, continueToken: freshToken);

    /// <summary>A path in a group that is not served, answered by the last of the server's handlers.</summary>
    public static async Task NoSuchPageAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.Body.WriteAsync("404 page not found\n"u8.ToArray(), context.RequestAborted);
    }

    /// <summary>The verb that RBAC sees in a request.</summary>
    public static string VerbOf(HttpContext context, ResourcePath? path) => context.Request.Method switch
    {
        "POST" => path is null ? "post" : "create",
        "PUT" => path is null ? "put" : "update",
        "PATCH" => "patch",
        "DELETE" => path is { Name: null } ? "deletecollection" : "delete",
        _ when path is null or { Name: not null } => "get",
        _ => IsWatch(context) ? "watch" : "list",
    };

    /// <summary>Whether a list is to be watched: <c>watch=false</c> is a list like any other (apimachinery <c>Convert_Slice_string_To_bool</c>).</summary>
    public static bool IsWatch(HttpContext context) =>
        context.Request.Query.TryGetValue("watch", out var watch) && watch[0]?.ToUpperInvariant() is not ("FALSE" or "0");

    private static async Task WriteAsync(
        HttpContext context, int code, string reason, string message, bool details = true, string? name = null, string? group = null, string? kind = null, string? continueToken = null)
    {
        await using var body = JsonBody.Begin(context, code);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, "Status"u8);
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteStartObject("metadata"u8);
        Optional(json, "continue", continueToken);
        json.WriteEndObject();
        json.WriteString("status"u8, "Failure"u8);
        json.WriteString("message"u8, message);
        json.WriteString("reason"u8, reason);
        if (details)
        {
            json.WriteStartObject("details"u8);
            Optional(json, "name", name);
            Optional(json, "group", group);
            Optional(json, "kind", kind);
            json.WriteEndObject();
        }

        json.WriteNumber("code"u8, code);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
