namespace EksGrader.Checks.Input;

/// <summary>How much of a stranger's document is looked at, so that any text is answered in bounded time and memory.</summary>
internal static class DocumentLimits
{
    /// <summary>The longest document, in bytes of UTF-8.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>The deepest nesting; an assignment needs four.</summary>
    public const int Depth = 16;

    /// <summary>The most values, names of fields not counted.</summary>
    public const int Nodes = 5_000;

    /// <summary>The most faults told at once; a file with more has one cause that makes the others.</summary>
    public const int Faults = 50;
}
