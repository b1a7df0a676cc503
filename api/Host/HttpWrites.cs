namespace EksGrader.Api.Host;

/// <summary>Requests that may change something.</summary>
internal static class HttpWrites
{
    /// <summary>Whether a request is a write.</summary>
    public static bool IsWrite(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsDelete(request.Method) || HttpMethods.IsPatch(request.Method);
}
