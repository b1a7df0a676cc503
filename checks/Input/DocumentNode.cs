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

    /// <summary>Named fields in their order; a name may occur twice until somebody objects.</summary>
    internal sealed record Mapping(IReadOnlyList<DocumentField> Fields, int Line = 0) : DocumentNode(Line)
    {
        public DocumentField? Find(string name) => Fields.FirstOrDefault(f => f.Name == name);
    }
}

/// <summary>A named field of a mapping.</summary>
internal sealed record DocumentField(string Name, DocumentNode Value, int Line = 0);
