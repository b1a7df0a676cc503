using System.Text;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Submissions;

/// <summary>A hand-in that was found valid.</summary>
/// <param name="Kind">The way of access.</param>
/// <param name="Access">The access.</param>
/// <param name="LoadBalancerAddress">The load balancer's host name; null for none.</param>
public sealed record ParsedSubmission(AccessKind Kind, ClusterAccess Access, string? LoadBalancerAddress);

/// <summary>What a hand-in is read with.</summary>
/// <param name="Assignment">The assignment: it says which access is taken.</param>
/// <param name="StudentNumber">The student's number.</param>
/// <param name="ExternalId">The student's external id.</param>
/// <param name="CourseRole">What the course holds; null for nothing.</param>
public sealed record SubmissionTerms(Assignment Assignment, string StudentNumber, string ExternalId, CourseRoleOptions? CourseRole);

/// <summary>Reads hand-ins: everything that is wrong is told at once, each fault at its field, and nothing is contacted.</summary>
public static class SubmissionParser
{
    private static readonly AccessKind[] AwsKinds = [AccessKind.AwsRole, AccessKind.AwsKeys];

    /// <summary>Whether a part of a hand-in is over its limit.</summary>
    public static bool IsTooLarge(SubmissionRequest request) =>
        request.Access?.Kubeconfig is { } text && Encoding.UTF8.GetByteCount(text) > KubeconfigReader.MaximumBytes;

    /// <summary>
    /// Whether a submission, whatever is wrong with it, says anything about a cluster: only such a one can be mended, and keep its time. An empty
    /// one is no try.
    /// </summary>
    public static bool NamesACluster(SubmissionRequest request) =>
        request.Access is { } given && (!string.IsNullOrWhiteSpace(given.Kubeconfig) || Names(given) || (given.Aws is { } joined && Names(joined)));

    /// <summary>Reads a hand-in.</summary>
    public static ParseResult<ParsedSubmission> Read(SubmissionRequest request, SubmissionTerms terms)
    {
        var faults = new FieldErrors();
        var address = HostNameField.Read("loadBalancerAddress", request.LoadBalancerAddress, faults);
        var (kind, access) = (default(AccessKind?), default(ClusterAccess));
        if (request.Access is not { } given)
            faults.Add("access", "Missing");
        else
        {
            kind = KindOf("access.kind", given.Kind, terms.Assignment.Access, faults);
            if (kind is { } known)
            {
                SubmissionFields.FindStrays("access", given, known, faults);
                access = ReadAccess(given, known, terms, faults);
            }
        }

        return faults.Any || kind is null || access is null ? ParseResult.Refused<ParsedSubmission>(faults.All) : new ParsedSubmission(kind.Value, access, address);
    }

    private static bool Names(AwsRequest given) =>
        !string.IsNullOrWhiteSpace(given.ClusterName) || !string.IsNullOrWhiteSpace(given.RoleArn) || !string.IsNullOrWhiteSpace(given.AccessKeyId);

    private static ClusterAccess? ReadAccess(AccessRequest given, AccessKind kind, SubmissionTerms terms, FieldErrors faults)
    {
        if (kind != AccessKind.Kubeconfig)
            return ReadAws("access", given, kind, terms, faults) is { } alone ? new ClusterAccess(null, alone) : null;

        var kubeconfig = ReadKubeconfig(given.Kubeconfig, faults);
        if (given.Aws is not { } joined)
        {
            if (terms.Assignment.Rules.Assurance == Assurance.Aws)
                faults.Add("access.aws", "AwsNeeded");
            return kubeconfig is null ? null : new ClusterAccess(kubeconfig, null);
        }

        var aws = default(AwsAccess);
        if (KindOf("access.aws.kind", joined.Kind, AwsKinds, faults) is { } awsKind)
        {
            SubmissionFields.FindStrays("access.aws", joined, awsKind, faults);
            aws = ReadAws("access.aws", joined, awsKind, terms, faults);
        }

        return kubeconfig is null || aws is null ? null : new ClusterAccess(kubeconfig, aws);
    }

    private static KubeconfigAccess? ReadKubeconfig(string? text, FieldErrors faults)
    {
        const string Field = "access.kubeconfig";
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(Field, "Missing");
            return null;
        }

        var reading = KubeconfigReader.Read(text);
        faults.AddRange(reading.Errors.Select(f => f with { Field = f.Field.Length == 0 ? Field : $"{Field}.{f.Field}" }));
        return reading.Value;
    }

    private static AwsAccess? ReadAws(string field, AwsRequest given, AccessKind kind, SubmissionTerms terms, FieldErrors faults)
    {
        var input = new AwsAccessInput
        {
            Region = given.Region,
            ClusterName = given.ClusterName,
            RoleArn = given.RoleArn,
            AccessKeyId = given.AccessKeyId,
            SecretAccessKey = given.SecretAccessKey,
            SessionToken = given.SessionToken,
        };
        var validator = new AwsAccessValidator(field);
        var reading = kind switch
        {
            AccessKind.AwsRole => validator.Role(input, terms.ExternalId),
            AccessKind.AwsKeys => validator.Keys(input, terms.Assignment.LongLivedKeys),
            _ => terms.CourseRole?.Open(validator, input, terms.StudentNumber)
                ?? ParseResult.Refused<AwsAccess>([new ValidationError($"{field}.kind", ApiTexts.Catalog["NoCourseRole"])]),
        };
        faults.AddRange(reading.Errors);
        return reading.Value;
    }

    private static AccessKind? KindOf(string field, string? given, IReadOnlyList<AccessKind> taken, FieldErrors faults)
    {
        var names = string.Join(", ", taken.Select(SubmissionFields.NameOf));
        if (string.IsNullOrWhiteSpace(given))
        {
            faults.Add(field, "KindMissing", names);
            return null;
        }

        foreach (var kind in taken)
        {
            if (SubmissionFields.NameOf(kind) == given)
                return kind;
        }

        faults.Add(field, "KindNotTaken", SafeText.Line(given, 40), names);
        return null;
    }
}
