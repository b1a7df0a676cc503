namespace EksGrader.Api.Features.Accounts;

/// <summary>Someone was given a role.</summary>
/// <param name="WasReset">Whether the person can sign in by a new invitation only: someone else may have used an earlier one.</param>
public sealed record RoleGiven(bool WasReset);
