namespace EksGrader.Api.Features.Accounts;

/// <summary>Somebody was given a role.</summary>
/// <param name="WasReset">Whether the person can sign in by a new invitation only: somebody else may have used an earlier one.</param>
public sealed record RoleGiven(bool WasReset);
