using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions.StudentPages;

/// <summary>
/// The form of a submission, its fields named as the API names them. What was typed stands in the form again when it is refused or only
/// tried: it is the echo of the very request to the one who sent it, in an answer that no one stores (<c>Cache-Control: no-store</c>), and
/// a kubeconfig can only be mended where it can be seen. The secret of keys is not echoed; once something is submitted, nothing of it
/// is ever shown again.
/// </summary>
public sealed class SubmissionForm
{
    /// <summary>The name of the file.</summary>
    public const string File = "kubeconfigFile";

    /// <summary>What carries the nonce.</summary>
    public const string NonceField = "nonce";

    /// <summary>The name of the buttons.</summary>
    public const string DoField = "do";

    /// <summary>The button that only tries.</summary>
    public const string Try = "try";

    /// <summary>The button that hands in what was tried and may not work.</summary>
    public const string Anyway = "anyway";

    /// <summary>What the names of fields begin with that answer what checks ask.</summary>
    public const string AnswerPrefix = "answers.";

    private const int MostAnswers = 50;

    private static readonly string[] Fields =
    [
        "access.region", "access.clusterName", "access.roleArn", "access.accessKeyId", "access.secretAccessKey", "access.sessionToken", "access.kubeconfig",
        "access.aws.region", "access.aws.clusterName", "access.aws.roleArn", "loadBalancerAddress",
    ];

    private static readonly string[] NeverEchoed = ["access.secretAccessKey", "access.sessionToken"];

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>The way of access.</summary>
    public AccessKind? Kind { get; private init; }

    /// <summary>Made anew with each page: the same form sent twice is one submission.</summary>
    public string Nonce { get; private init; } = "";

    /// <summary>Whether the access is only to be tried.</summary>
    public bool IsTry { get; private init; }

    /// <summary>Whether it is handed in whatever trying it said.</summary>
    public bool IsAnyway { get; private init; }

    /// <summary>An empty form with what is known already.</summary>
    public static SubmissionForm Empty(AwsSuggestion? place)
    {
        var form = new SubmissionForm();
        form.Fill("access.region", place?.Region);
        form.Fill("access.clusterName", place?.ClusterName);
        return form;
    }

    /// <summary>A form as it was sent.</summary>
    /// <param name="sent">The fields.</param>
    /// <param name="cancellationToken">Ends the reading of the file.</param>
    public static async Task<SubmissionForm> ReadAsync(IFormCollection sent, CancellationToken cancellationToken)
    {
        var form = new SubmissionForm
        {
            Kind = Enum.GetValues<AccessKind>().Cast<AccessKind?>().FirstOrDefault(k => NameOf(k) == sent["access.kind"].ToString()),
            Nonce = sent[NonceField].ToString(),
            IsTry = sent[DoField] == Try,
            IsAnyway = sent[DoField] == Anyway,
        };

        // A browser sends line breaks as CR LF (HTML standard, "Constructing entry list"), which would count against the file's length.
        foreach (var field in Fields)
            form.Fill(field, sent[field].ToString().ReplaceLineEndings("\n"));
        foreach (var field in sent.Keys.Where(k => k.StartsWith(AnswerPrefix, StringComparison.Ordinal)).Take(MostAnswers))
            form.Fill(field, sent[field].ToString());
        if (sent.Files.GetFile(File) is { Length: > 0 } file)
            form.Fill("access.kubeconfig", await ReadAsync(file, cancellationToken));
        return form;
    }

    /// <summary>The word for a way of access in addresses, fields and styles.</summary>
    public static string NameOf(AccessKind? kind) => kind is null ? "" : JsonNamingPolicy.CamelCase.ConvertName(kind.Value.ToString());

    /// <summary>What stands in a field when the form is shown again.</summary>
    public string? Echo(string field) => NeverEchoed.Contains(field, StringComparer.Ordinal) ? null : values.GetValueOrDefault(field);

    /// <summary>Fills in what another fault told, where nothing was typed.</summary>
    public void Suggest(AwsSuggestion place)
    {
        foreach (var (field, value) in new[] { ("access.region", place.Region), ("access.clusterName", place.ClusterName) })
        {
            if (!values.ContainsKey(field))
                Fill(field, value);
        }
    }

    /// <summary>The cluster that was typed; null where it was not named.</summary>
    public AwsSuggestion? Place() => (Value("access.region") ?? Value("access.aws.region"), Value("access.clusterName") ?? Value("access.aws.clusterName")) is ({ } region, { } cluster)
        ? new AwsSuggestion(region.Trim(), cluster.Trim(), Endpoint: null)
        : null;

    /// <summary>The request that the form stands for: the fields of its way, not those that others left.</summary>
    public SubmissionRequest ToRequest() => new(
        new AccessRequest
        {
            Kind = NameOf(Kind),
            Region = Value("access.region"),
            ClusterName = Value("access.clusterName"),
            RoleArn = Value("access.roleArn"),
            AccessKeyId = Value("access.accessKeyId"),
            SecretAccessKey = Value("access.secretAccessKey"),
            SessionToken = Value("access.sessionToken"),
            Kubeconfig = Value("access.kubeconfig"),
            Aws = Joined(),
        },
        Value("loadBalancerAddress"))
    {
        Answers = values.Where(v => v.Key.StartsWith(AnswerPrefix, StringComparison.Ordinal)).ToDictionary(v => v.Key[AnswerPrefix.Length..], v => (string?)v.Value, StringComparer.Ordinal),
    };

    /// <summary>
    /// The idempotency key: a double click sends the same, and a form that was changed after going back is another. A hash that is
    /// cut and salted by the nonce, which is not kept, tells nothing of the access.
    /// </summary>
    public KeyedWrite? SentBy(CurrentUser caller)
    {
        if (!Guid.TryParseExact(Nonce, "n", out _))
            return null;
        var text = Nonce + "\n" + NameOf(Kind) + "\n" + string.Join('\n', values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value.Length}:{v.Value}"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
        return new KeyedWrite(caller.Key, "page-" + hash, hash);
    }

    /// <summary>The way and what it is about, never a credential.</summary>
    public override string ToString() => $"form of {NameOf(Kind)}";

    private AwsRequest? Joined()
    {
        var joined = new AwsRequest { Kind = "awsRole", Region = Value("access.aws.region"), ClusterName = Value("access.aws.clusterName"), RoleArn = Value("access.aws.roleArn") };
        return joined is { Region: null, ClusterName: null, RoleArn: null } ? null : joined;
    }

    private string? Value(string field) => values.GetValueOrDefault(field);

    private void Fill(string field, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            values[field] = value;
    }

    // One byte more than is read at most says that there is more.
    private static async Task<string> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(file.Length, KubeconfigReader.MaximumBytes + 1)];
        await using var stream = file.OpenReadStream();
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, read)).TrimStart('\uFEFF');
    }
}
