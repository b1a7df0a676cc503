using System.Text;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Access;

/// <summary>
/// Reads a kubeconfig from a stranger. Nothing is ever executed, no file is read, no proxy is used: what would need that is refused,
/// everything at once, each at its field. Only what the current context uses must be clean; other entries are not read.
/// </summary>
/// <remarks>
/// Never throws. YAML and JSON are read from parser events into a plain tree, without anchors, aliases and tags (but <c>!!binary</c>,
/// which kubectl takes and which changes nothing: its base64 is the value), within bounds on length, depth and number of values. A kubeconfig's <c>exec</c> runs anything (Flux GHSA-vvmq-fwmg-2gjc, CVE-2022-35976).
/// </remarks>
public static class KubeconfigReader
{
    /// <summary>The longest kubeconfig that is read, in bytes of UTF-8.</summary>
    public const int MaximumBytes = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a kubeconfig from a file's or a body's bytes (UTF-8, with or without a byte order mark).</summary>
    public static ParseResult<KubeconfigAccess> Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaximumBytes)
        {
            return Refused("TooLong", MaximumBytes / 1024);
        }

        try
        {
            return ReadBounded(StrictUtf8.GetString(utf8));
        }
        catch (DecoderFallbackException)
        {
            return Refused("NotUnicode");
        }
    }

    /// <summary>Reads a kubeconfig from a text.</summary>
    public static ParseResult<KubeconfigAccess> Read(string text)
    {
        if (text.Length > MaximumBytes)
        {
            return Refused("TooLong", MaximumBytes / 1024);
        }

        try
        {
            return StrictUtf8.GetByteCount(text) > MaximumBytes ? Refused("TooLong", MaximumBytes / 1024) : ReadBounded(text);
        }
        catch (EncoderFallbackException)
        {
            return Refused("NotUnicode");
        }
    }

    private static ParseResult<KubeconfigAccess> ReadBounded(string text)
    {
        text = text.TrimStart('\uFEFF');
        if (HoldsNothing(text))
        {
            return Refused("Empty");
        }

        var syntax = new ValidationErrors();
        var root = Tree(text, syntax);
        var faults = new KubeconfigErrors();
        if (root is null || syntax.Count > 0)
        {
            return ParseResult.Refused<KubeconfigAccess>(syntax.Faults);
        }

        if (root is not DocumentNode.Mapping mapping)
        {
            return Refused("NotKubeconfig");
        }

        var access = Access(new KubeconfigNode("", mapping, faults));
        return faults.All.Count > 0 || access is null ? ParseResult.Refused<KubeconfigAccess>(faults.All) : access;
    }

    /// <summary>The document as a tree; null where it is none.</summary>
    internal static DocumentNode? Tree(string text, ValidationErrors syntax)
    {
        text = text.TrimStart('\uFEFF');

        // YAML takes most of JSON, but not its tabs.
        return text.AsSpan().TrimStart() is ['{', ..] ? JsonTree.Read(text, syntax) : YamlTree.Read(text, syntax, takesBinary: true);
    }

    private static bool HoldsNothing(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Trim() is not ([] or ['#', ..]))
            {
                return false;
            }
        }

        return true;
    }

    private static KubeconfigAccess? Access(KubeconfigNode config)
    {
        if (!config.Names.Any(n => n is "clusters" or "users" or "contexts" or "current-context"))
        {
            config.Faults.Add("", null, "NotKubeconfig");
            return null;
        }

        if (config.Text("kind") is { } kind && kind != "Config")
        {
            config.Faults.Add("kind", config.LineOf("kind"), "WrongKind", KubeconfigErrors.Shown(kind));
        }

        if (config.Text("current-context") is not { } current)
        {
            config.Faults.Add("current-context", null, "NoContext");
            return null;
        }

        if (config.Named("contexts", current, "context", "current-context", config.LineOf("current-context")) is not { } context)
        {
            return null;
        }

        var clusterName = Needed(context, "cluster");
        var userName = Needed(context, "user");
        var cluster = clusterName is null ? null : config.Named("clusters", clusterName, "cluster", context.PathOf("cluster"), context.LineOf("cluster"));
        var user = userName is null ? null : config.Named("users", userName, "user", context.PathOf("user"), context.LineOf("user"));
        var (server, authority) = cluster is null ? default : KubeconfigCluster.Read(cluster);
        string?[] names = [clusterName, current, userName];
        var credential = user is null ? null : KubeconfigUser.Read(user, server, names);
        if (server is null || authority is null || credential is null)
        {
            return null;
        }

        var (region, name) = KubeconfigNames.Of(server, names);
        return credential with { Server = server, CertificateAuthorityPem = authority, Region = region, ClusterName = name };
    }

    private static string? Needed(KubeconfigNode node, string name)
    {
        var text = node.Text(name);
        if (text is null)
        {
            node.Faults.Add(node.PathOf(name), node.Line, "Missing", name);
        }

        return text;
    }

    private static ParseResult<KubeconfigAccess> Refused(string text, params object[] arguments) =>
        ParseResult.Refused<KubeconfigAccess>([new ValidationError("", KubeconfigErrors.Texts[text, arguments])]);
}

/// <summary>Gathers everything that is wrong with a kubeconfig.</summary>
internal sealed class KubeconfigErrors
{
    public static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(KubeconfigErrors), "AccessTexts");

    private readonly List<ValidationError> faults = [];

    public IReadOnlyList<ValidationError> All => faults;

    public void Add(string field, int? line, string text, params object[] arguments) => Add(field, line, suggestion: null, text, arguments);

    public void Add(string field, int? line, AwsSuggestion? suggestion, string text, params object[] arguments)
    {
        var fault = new ValidationError(field, Texts[text, arguments], line > 0 ? line : null) { Suggestion = suggestion };

        // Two questions about one field meet the same fault.
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }

    /// <summary>What a stranger named, fit to stand within a sentence.</summary>
    public static string Shown(string text) => SafeText.Line(text, 60);
}
