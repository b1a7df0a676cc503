using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>
/// The stylesheet, modules and pictures of pages. Their addresses hold a hash of all of them, so that browsers keep them for good and
/// still get new ones at once, and a module finds its neighbours by relative addresses.
/// </summary>
internal sealed class PageFiles(IWebHostEnvironment environment)
{
    private readonly string version = VersionOf(environment.WebRootPath);

    /// <summary>The folder that they are served from.</summary>
    public string Root => $"/assets/{version}";

    /// <summary>An asset's address.</summary>
    /// <param name="path">Its path in <c>wwwroot</c>, such as <c>js/shared.js</c>.</param>
    public string this[string path] => $"{Root}/{path}";

    /// <summary>Serves them.</summary>
    internal StaticFileOptions ToOptions() => new()
    {
        RequestPath = Root,
        OnPrepareResponse = static file =>
            file.Context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable",
    };

    private static string VersionOf(string? folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
