using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Tokens;

/// <summary>Personal access tokens.</summary>
internal static class TokensFeature
{
    public static IServiceCollection AddTokens(this IServiceCollection services) => services.AddScoped<TokenCommands>();

    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var tokens = app.MapApi().MapGroup("/tokens").WithTags("Tokens").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        tokens.MapPost("", CreateAsync)
            .WithDocs("CreateToken", "Creates a personal access token", "For yourself; an admin creates one for the person that 'student' names. It is shown once, and can do no more than its creator. A token that is limited to reading or submitting creates none.").Problems(400, 413, 415, 422);
        tokens.MapDelete("/{id:guid}", RevokeAsync)
            .WithDocs("RevokeToken", "Ends a personal access token", "Your own; an admin ends anyone's.").Problems(404);
    }

    private static async Task<Results<Created<TokenView>, ProblemHttpResult>> CreateAsync(
        CurrentUser caller, TokenCommands tokens, TokenRequest request, CancellationToken cancellationToken)
    {
        var made = await tokens.CreateAsync(caller, request, cancellationToken);
        return made.IsSuccess ? TypedResults.Created($"/api/tokens/{made.Value.Id}", made.Value) : made.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        CurrentUser caller, TokenCommands tokens, Guid id, CancellationToken cancellationToken) =>
        (await tokens.RevokeAsync(caller, new ApiTokenId(id), cancellationToken)).ToNoContent();
}
