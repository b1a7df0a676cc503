using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Rbac;

/// <summary>Asks that someone other than the cluster's administrators may look at it, and only look.</summary>
public sealed class RbacCheck : ICheck
{
    private const string Mapped = "mapped";
    private const string MayLook = "mayLook";
    private const string OnlyLook = "onlyLook";
    private const string FewAdmins = "fewAdmins";
    private const string NotForEveryone = "notForEveryone";

    private const string Kind = "kind";
    private const string ReadOnly = "readOnly";
    private const string AskPrincipal = "askPrincipal";
    private const string Principal = "principal";
    private const string Namespace = "namespace";
    private const string MaxAdmins = "maxAdmins";

    private const int Shown = 10;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("rbac");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(RbacCheck), nameof(RbacCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new ChoiceParameter(Kind, Texts["Parameter.kind"], ReadOnly, [ReadOnly]),
            new BooleanParameter(AskPrincipal, Texts["Parameter.askPrincipal"], Default: false),
            new TextParameter(Namespace, Texts["Parameter.namespace"], "", "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?"),
            new IntegerParameter(MaxAdmins, Texts["Parameter.maxAdmins"], Default: 2, Minimum: 1, Maximum: 50),
        ],
        [
            .. RbacEvaluator.Declared,
            new DeclaredRead.Kubernetes(ConfigMap.Type),
            new DeclaredRead.Aws(AwsActions.DescribeCluster),
            .. AwsActions.AccessEntries.Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Mapped, 0.4m),
        FactInfo.Earning(Texts, MayLook, 0.3m, Mapped),
        FactInfo.Earning(Texts, OnlyLook, 0.3m, MayLook),
        FactInfo.Guarding(Texts, FewAdmins, 0.5m),
        FactInfo.Guarding(Texts, NotForEveryone, 0.5m)) with
    {
        NeedsAws = true,
        AskedTexts = [new AskedText(Principal, Texts["Asked.principal"], AskPrincipal, @"arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/[\w+=,.@/-]{1,200}|[A-Za-z0-9][A-Za-z0-9._:-]{0,100}", "arn:aws:iam::111122223333:role/viewer")],
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var described = await cluster.NeededAws.DescribeClusterAsync(cancellationToken);
        var rbac = await RbacEvaluator.ReadAsync(cluster.Kubernetes, cancellationToken);
        var mapped = await MappedPrincipals.ReadAsync(cluster, described.AuthenticationMode, rbac.Answer, cancellationToken);
        var ns = parameters.Word(Namespace);
        var wanted = cluster.Target.Answer(Id, Principal);
        var candidates = mapped.All.Where(p => !p.IsAdmin && IsWanted(p, wanted)).ToList();
        var best = candidates.OrderByDescending(p => Looks(p, ns) && p.Rights.IsReadOnly).ThenByDescending(p => Looks(p, ns)).ThenBy(p => $"{p}", StringComparer.Ordinal).FirstOrDefault();
        var sheet = new FactSheet(Info.Facts)
        {
            [Mapped] = FindMapped(best, mapped, rbac.Fault, wanted),
            [FewAdmins] = FindFewAdmins(mapped, rbac.Fault, parameters.Number(MaxAdmins)),
            [NotForEveryone] = FindNotForEveryone(rbac),
            Notes = mapped.UsesConfigMap && best is not null ? [Texts["ConfigMapIsOld"]] : [],
            Evidence = [new Evidence("aws eks list-access-entries", string.Concat(mapped.All.Take(Shown).Select(Line)) is { Length: > 0 } text ? text : "–", cluster.Now)],
        };
        if (best is not null)
        {
            sheet.Set(MayLook, FindMayLook(best, mapped, rbac.Fault, ns));
            sheet.Set(OnlyLook, FindOnlyLook(best, mapped, rbac.Fault));
        }

        return sheet.ToVerdict();
    }

    private static bool IsWanted(MappedPrincipal principal, string? wanted) =>
        wanted is null || (AwsPrincipal.Of(wanted) is { } arn ? principal.Principal == arn : principal.Groups.Contains(wanted, StringComparer.Ordinal));

    private static bool Looks(MappedPrincipal principal, string ns) => ns.Length == 0
        ? principal.Rights.Rules.Any(r => r.Rule.Resources.Count > 0 && r.Rule.Verbs.Any(v => v is "get" or "list" or "watch" or "*"))
        : principal.Rights.May("list", "", "pods", ns);

    private static FactFinding FindMapped(MappedPrincipal? best, MappedPrincipals mapped, ReadError? rbacFault, string? wanted)
    {
        if (best is not null)
        {
            // Whether they are no administrator, only the rules of RBAC tell.
            return rbacFault is null ? FactFinding.Held : FactFinding.Unread(rbacFault);
        }

        if (mapped.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var expected = wanted is null ? Texts["Expect.Mapped"] : Texts["Expect.MappedPrincipal", ShellText.Name(wanted)];
        FactRow[] rows = [.. mapped.All.Select(p => new FactRow(expected, p.IsAdmin ? Texts["IsAdmin"] : Texts["IsAnother"], $"{p}", "aws eks list-access-entries --cluster-name CLUSTER"))];
        return FactFinding.Broken(rows.Length > 0 ? rows : [new FactRow(expected, Texts["NoneMapped"], Command: "aws eks list-access-entries --cluster-name CLUSTER")]) with { Advice = [Texts["MakeEntry"]] };
    }

    private static FactFinding FindMayLook(MappedPrincipal best, MappedPrincipals mapped, ReadError? rbacFault, string ns)
    {
        if (Looks(best, ns))
        {
            return FactFinding.Held;
        }

        return (rbacFault ?? mapped.Fault) is { } fault
            ? FactFinding.Unread(fault)
            : FactFinding.Broken(new FactRow(ns.Length == 0 ? Texts["Expect.MayLook"] : Texts["Expect.MayLookIn", ns], Texts["MayNothing", best.Groups.Count == 0 ? "–" : string.Join(", ", best.Groups.Take(5).Select(ShellText.Name))], $"{best}", "kubectl get clusterrolebindings,rolebindings --all-namespaces -o wide")) with
            {
                Advice = [Texts["GiveView"]],
            };
    }

    private static FactFinding FindOnlyLook(MappedPrincipal best, MappedPrincipals mapped, ReadError? rbacFault)
    {
        if (best.Rights.IsReadOnly && rbacFault is null)
        {
            return FactFinding.Held;
        }

        var beyond = best.Rights.BeyondLooking;
        return (rbacFault ?? (beyond.Count > 0 ? mapped.Fault : null)) is { } fault
            ? FactFinding.Unread(fault)
            : FactFinding.Broken([.. beyond.Select(r => new FactRow(Texts["Expect.OnlyLook"], Texts["Beyond", ShellText.Name(string.Join(' ', r.Rule.Verbs.Take(5))), ShellText.Name(string.Join(' ', r.Rule.Resources.Take(5)))], $"{best}: {ShellText.Name(r.Source)}", "kubectl describe clusterrole NAME")).DefaultIfEmpty(new FactRow(Texts["Expect.OnlyLook"], Texts["MayNothing", "–"], $"{best}"))]) with
            {
                Advice = [Texts["TakeAway"]],
            };
    }

    private static FactFinding FindFewAdmins(MappedPrincipals mapped, ReadError? rbacFault, int most)
    {
        var admins = mapped.All.Where(p => p.IsAdmin).ToList();
        return admins.Count > most ? FactFinding.Broken([.. admins.Select(p => new FactRow(Texts["Expect.FewAdmins", most], Texts["IsAdminOf", admins.Count], $"{p}", "aws eks list-associated-access-policies --cluster-name CLUSTER --principal-arn ARN"))]) with { Advice = [Texts["FewerAdmins"]] }
            : (mapped.Fault ?? rbacFault) is { } fault ? FactFinding.Unread(fault)
            : FactFinding.Held;
    }

    private static FactFinding FindNotForEveryone(OptionalRead<RbacEvaluator> rbac)
    {
        if (rbac.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var open = (rbac.Answer?.OpenToEveryone ?? []).Where(b => !StudentsOwn.IsGraders(b)).ToList();
        return open.Count == 0
            ? FactFinding.Held
            : FactFinding.Broken([.. open.Select(b => new FactRow(Texts["Expect.NotForEveryone"], Texts["ForEveryone"], ShellText.Name(b), $"kubectl delete {(b.Namespace.Length == 0 ? "clusterrolebinding" : $"rolebinding --namespace {ShellText.Word(b.Namespace)}")} {ShellText.Word(b.Name)}"))]) with
            {
                Advice = [Texts["CloseIt"]],
            };
    }

    private static string Line(MappedPrincipal principal) =>
        $"{principal}  {principal.Source}  {string.Join(',', principal.Groups.Take(5).Select(ShellText.Name))}  {string.Join(", ", principal.Rights.Rules.Select(r => r.Source).Distinct(StringComparer.Ordinal).Take(5).Select(ShellText.Name))}{(principal.IsAdmin ? "  admin" : "")}{(principal.Rights.SeesSecrets && !principal.IsAdmin ? "  sees secrets" : "")}\n";
}
