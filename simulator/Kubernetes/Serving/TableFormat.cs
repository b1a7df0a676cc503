using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>What each row of a table holds beside its cells.</summary>
internal enum IncludeObject
{
    /// <summary>The object's metadata.</summary>
    Metadata,

    /// <summary>The whole object.</summary>
    Object,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Whether a client wants a table (apiserver <c>pkg/endpoints/handlers/negotiation</c>).</summary>
internal static class TableFormat
{
    /// <summary>What the rows hold; null where the client wants objects.</summary>
    /// <exception cref="BadRequestException"><c>includeObject</c> is none of its words.</exception>
    public static IncludeObject? Of(HttpRequest request)
    {
        if (!WantsTable(request.Headers.Accept.ToString()))
        {
            return null;
        }

        return request.Query["includeObject"].ToString() switch
        {
            "" or "Metadata" => IncludeObject.Metadata,
            "Object" => IncludeObject.Object,
            "None" => IncludeObject.None,
            var other => throw new BadRequestException(
                $"Unable to convert to Table as requested: includeObject: Invalid value: \"{other}\": must be 'Metadata', 'Object', 'None', or empty"),
        };
    }

    /// <summary>The first type that can be served decides.</summary>
    private static bool WantsTable(string accept)
    {
        foreach (var type in accept.Split(',', StringSplitOptions.TrimEntries))
        {
            var isJson = type.StartsWith("application/json", StringComparison.Ordinal) || type.StartsWith("*/*", StringComparison.Ordinal);
            if (isJson && type.Contains("as=Table", StringComparison.Ordinal) && type.Contains("v=v1", StringComparison.Ordinal) && !type.Contains("v=v1beta1", StringComparison.Ordinal))
            {
                return true;
            }

            if (isJson && !type.Contains("as=", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return false;
    }
}
