namespace EksGrader.Checks.Input;

/// <summary>What a scalar is by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema), which JSON's types are a part of.</summary>
internal enum ScalarKind
{
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A document, YAML and JSON alike: the one form between the two syntaxes and the fields of an assignment.</summary>
/// <param name="Line">The line that it starts on, counted from 1; 0 where it was not read from a text.</param>
internal abstract record DocumentNode(int Line)
{
    /// <summary>A single value; a number keeps the digits that were written.</summary>
    internal sealed record Scalar(ScalarKind Kind, string Text, int Line = 0) : DocumentNode(Line)
    {
        public static Scalar Nothing { get; } = new(ScalarKind.Null, "null");

        public static Scalar Word(string text) => new(ScalarKind.Text, text);

        public static Scalar Number(FormattableString number) => new(ScalarKind.Number, FormattableString.Invariant(number));

        public static Scalar Flag(bool value) => new(ScalarKind.Boolean, value ? "true" : "false");
    }

    /// <summary>A list.</summary>
    internal sealed record Sequence(IReadOnlyList<DocumentNode> Items, int Line = 0) : DocumentNode(Line);

    /// <summary>Named fields in their order; a name may occur twice until it is validated.</summary>
    internal sealed record Mapping(IReadOnlyList<DocumentField> Fields, int Line = 0) : DocumentNode(Line)
    {
        public DocumentField? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);
    }
}

/// <summary>A named field of a mapping.</summary>
internal sealed record DocumentField(string Name, DocumentNode Value, int Line = 0);

/// <summary>How much of an untrusted document is read, so that any text is answered in bounded time and memory.</summary>
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
