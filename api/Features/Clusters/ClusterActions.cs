using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Host;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Does what the forms of the board ask for. Who may what, the commands decide.</summary>
internal sealed class ClusterActions(LeaseExtensions extensions, LeaseSettlements settlements, LeaseEnforcement enforcement)
{
    /// <summary>The form that the board's page takes.</summary>
    public const string FormName = "cluster";

    /// <summary>Moves the deadline of a lease.</summary>
    public const string Extend = "extend";

    /// <summary>Lists what an order would delete.</summary>
    public const string List = "list";

    /// <summary>Orders it.</summary>
    public const string Order = "order";

    /// <summary>Lets an order go on that waits.</summary>
    public const string Confirm = "confirm";

    /// <summary>Stops an order.</summary>
    public const string Stop = "stop";

    /// <summary>Settles a lease by hand.</summary>
    public const string Settle = "settle";

    /// <summary>Lets all orders go on that wait at the brake.</summary>
    public const string Release = "release";

    /// <summary>Does it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">The page that the form stood on: its address names the lease.</param>
    /// <param name="form">What was sent.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<Unit>> DoAsync(CurrentUser caller, ClusterModel model, IFormCollection form, CancellationToken cancellationToken)
    {
        var (action, reason) = (form["do"].ToString(), form["reason"].ToString());
        if (action == Release)
            return Told(await enforcement.ReleaseAsync(caller, model.Course, new LeaseReasonRequest(reason), cancellationToken));
        if (model.View.Lease is not { } lease)
            return Error.Missing;
        return action switch
        {
            Extend => await extensions.ExtendAsync(
                caller, lease, new LeaseExtensionRequest(new ExtensionInput { Until = form["until"] }.ToRequest(model.Zone).Until, reason), cancellationToken),
            Settle => await settlements.SettleAsync(
                caller, lease, new LeaseSettlementRequest(reason, form["outcome"].ToString() is { Length: > 0 } outcome ? outcome : null), cancellationToken),
            List => Told(await enforcement.EnforceAsync(caller, lease, new LeaseEnforcementRequest(DryRun: true), cancellationToken)),
            Order or Confirm => Told(await enforcement.EnforceAsync(
                caller, lease, new LeaseEnforcementRequest(Reason: reason, Confirm: action == Confirm || form["confirm"] == "true"), cancellationToken)),
            Stop => Told(await enforcement.StopAsync(caller, lease, new LeaseReasonRequest(reason), cancellationToken)),
            _ => Error.Missing,
        };
    }

    private static Result<Unit> Told<T>(Result<T> answer)
        where T : class =>
        answer.IsSuccess ? Unit.Value : answer.Error;
}
