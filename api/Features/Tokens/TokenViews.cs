namespace EksGrader.Api.Features.Tokens;

/// <summary>A personal access token to be made.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Scopes">What it may do: <c>read</c>, <c>submit</c>, <c>manage</c>; empty or left out for all that its owner may.</param>
/// <param name="ExpiresAt">When it ends; within 400 days.</param>
/// <param name="Student">For whom an admin makes it: a student's number, or anyone's e-mail address. Left out for oneself.</param>
public sealed record TokenRequest(string? Name, IReadOnlyList<string?>? Scopes, DateTimeOffset? ExpiresAt, string? Student);

/// <summary>A token that was made. It is shown this once.</summary>
/// <param name="Id">Its id: what <c>DELETE</c> takes.</param>
/// <param name="Token">The secret.</param>
public sealed record TokenView(Guid Id, string Token)
{
    /// <summary>The id, never the secret.</summary>
    public override string ToString() => $"token {Id}";
}
