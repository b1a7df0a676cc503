namespace EksGrader.Checks.Kubernetes;

/// <summary>Names of images.</summary>
internal static class ImageName
{
    /// <summary>The last part of an image's path, without tag and digest: <c>argocd</c> of <c>quay.io/argoproj/argocd:v3@sha256:…</c>. Registries are mirrored, it stays.</summary>
    public static ReadOnlySpan<char> Last(string image)
    {
        var path = image.AsSpan();
        path = path[..(path.IndexOf('@') is var digest and >= 0 ? digest : path.Length)];
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last[..(last.IndexOf(':') is var tag and >= 0 ? tag : last.Length)];
    }

    /// <summary>The tag of an image; empty where it has none.</summary>
    public static string Tag(string image)
    {
        var path = image.Split('@')[0];
        var last = path[(path.LastIndexOf('/') + 1)..];
        return last.IndexOf(':', StringComparison.Ordinal) is var at and >= 0 ? last[(at + 1)..] : "";
    }
}
