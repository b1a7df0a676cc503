using Microsoft.AspNetCore.Http.Metadata;

namespace EksGrader.Api.Host;

/// <summary>The longest body that an endpoint reads; a longer one is 413.</summary>
internal sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
{
    /// <summary>Where nothing else is said: JSON of a few fields.</summary>
    public const int Default = 64 * 1024;

    /// <summary>A kubeconfig of 64 KiB in JSON with what stands around it.</summary>
    public const int Submission = 96 * 1024;

    /// <summary>The form of a page: a kubeconfig as a text and as a file, and the fields around them.</summary>
    public const int SubmissionForm = 256 * 1024;

    public long? MaxRequestBodySize => bytes;
}
