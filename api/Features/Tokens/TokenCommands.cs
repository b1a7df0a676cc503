using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Tokens;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Tokens;

/// <summary>Personal access tokens.</summary>
internal sealed class TokenCommands(EksGraderDb db, TokenStore store, AuditTrail audit, TimeProvider time)
{
    // More are forgotten ones.
    private const int Most = 50;

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);

    /// <summary>Makes a token for the caller, or for whom an admin names.</summary>
    public async Task<Result<TokenView>> CreateAsync(CurrentUser caller, TokenRequest request, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var name = faults.Text("name", request.Name, 100);
        var scopes = ReadScopes(caller, request.Scopes ?? [], faults);
        var expiresAt = ReadExpiry(request.ExpiresAt, faults);
        var owner = await OwnerAsync(caller, request.Student is { } named ? EnteredText.Key(named) : null, faults, cancellationToken);
        if (faults.Any || owner is not { } user)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<TokenView>>(
            async token =>
            {
                var now = time.GetUtcNow();
                if (await db.ApiTokens.CountAsync(t => t.UserId == user && t.RevokedAt == null && t.ExpiresAt > now, token) >= Most)
                    return Error.Of(ProblemKind.Invalid, ApiTexts.Catalog["TooManyTokens", Most]);
                var created = await store.CreateAsync(user, name, scopes, expiresAt, token);
                audit.Note(caller, "token.created", $"token {created.Id} of user {user}", course: null, to: string.Join(' ', scopes));
                return new TokenView(created.Id.Value, created.Secret);
            },
            cancellationToken);
    }

    /// <summary>Ends a token of the caller; an admin ends anyone's.</summary>
    public Task<Result<Unit>> RevokeAsync(CurrentUser caller, ApiTokenId id, CancellationToken cancellationToken) => db.WriteAsync<Result<Unit>>(
        async token =>
        {
            if (!await store.RevokeAsync(id, caller.IsAdmin ? null : caller.User, token))
                return Error.Missing;
            audit.Note(caller, "token.revoked", $"token {id}", course: null);
            return Unit.Value;
        },
        cancellationToken);

    // A token never makes one that can do more than itself.
    private static List<string> ReadScopes(CurrentUser caller, IReadOnlyList<string?> wanted, FieldErrors faults)
    {
        var scopes = new List<string>();
        for (var i = 0; i < Math.Min(wanted.Count, TokenScopes.All.Count + 1); i++)
        {
            var field = FormattableString.Invariant($"scopes[{i}]");
            if (wanted[i] is not { } scope || !TokenScopes.All.Contains(scope, StringComparer.Ordinal))
                faults.Add(field, "ScopeUnknown", string.Join(", ", TokenScopes.All));
            else if (caller.Scopes.Count > 0 && !caller.Scopes.Contains(scope, StringComparer.Ordinal))
                faults.Add(field, "ScopeBeyond");
            else if (!scopes.Contains(scope, StringComparer.Ordinal))
                scopes.Add(scope);
        }

        if (wanted.Count > TokenScopes.All.Count)
            faults.Add("scopes", "TooMany", TokenScopes.All.Count);
        else if (wanted.Count == 0 && caller.Scopes.Count > 0)
            faults.Add("scopes", "ScopeBeyond");
        return scopes;
    }

    private DateTimeOffset ReadExpiry(DateTimeOffset? wanted, FieldErrors faults)
    {
        var now = time.GetUtcNow();
        if (wanted is null)
            faults.Add("expiresAt", "Missing");
        else if (wanted <= now || wanted > now + LongestLife)
            faults.Add("expiresAt", "Expiry", (int)LongestLife.TotalDays);
        return wanted ?? now;
    }

    private async Task<UserId?> OwnerAsync(CurrentUser caller, string? named, FieldErrors faults, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(named))
        {
            if (caller.User is null)
                faults.Add("student", "TokenForWhom");
            return caller.User;
        }

        if (!caller.IsAdmin)
        {
            faults.Add("student", "TokenForOthers");
            return null;
        }

        var email = User.Normalize(named);
        var found = named.Contains('@', StringComparison.Ordinal)
            ? await db.Users.Where(u => u.NormalizedEmail == email).Select(u => u.Id).ToListAsync(cancellationToken)
            : await db.Students.Where(s => s.Number == named && s.LeftAt == null).Select(s => s.UserId).Distinct().OrderBy(id => id).Take(2).ToListAsync(cancellationToken);
        if (found.Count != 1)
            faults.Add("student", found.Count == 0 ? "StudentUnknown" : "StudentAmbiguous", SafeText.Line(named, 64));
        return found.Count == 1 ? found[0] : null;
    }
}
