namespace EksGrader.Checks.Kubernetes;

/// <summary>The bounds on one read of a Kubernetes API.</summary>
internal static class KubernetesLimits
{
    /// <summary>How often a request is tried.</summary>
    public const int Tries = 3;

    /// <summary>How many objects a page holds.</summary>
    public const int PageSize = 500;

    /// <summary>How many pages a list may have.</summary>
    public const int Pages = 200;

    /// <summary>How often a list is begun again after 410 Gone.</summary>
    public const int Restarts = 2;

    /// <summary>How deeply an answer may be nested.</summary>
    public const int JsonDepth = 64;

    /// <summary>How large one object may be; etcd takes 1.5 MiB.</summary>
    public const int ObjectBytes = 4 << 20;

    /// <summary>How large an answer that is one small document may be.</summary>
    public const int DocumentBytes = 64 << 10;

    /// <summary>How long a try waits for the answer to begin.</summary>
    public static readonly TimeSpan ToHeaders = TimeSpan.FromSeconds(10);

    /// <summary>How long a try may take in all.</summary>
    public static readonly TimeSpan OneTry = TimeSpan.FromSeconds(20);

    /// <summary>How long a read may take with all its tries and pages: a check has 30 s.</summary>
    public static readonly TimeSpan OneRead = TimeSpan.FromSeconds(25);

    /// <summary>The first pause between tries; it doubles, and varies by half.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest <c>Retry-After</c> that is waited for.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
}
