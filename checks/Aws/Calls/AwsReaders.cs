namespace EksGrader.Checks.Aws.Calls;

/// <summary>The APIs of AWS by service, each call made once per observation and recorded.</summary>
public static class AwsReaders
{
    extension(AwsReader aws)
    {
        /// <summary>The cluster's own parts: access entries, add-ons, node groups, updates, versions, insights, Fargate profiles, capabilities.</summary>
        public EksReader Eks => new(aws);

        /// <summary>CloudWatch Logs.</summary>
        public LogsReader Logs => new(aws);

        /// <summary>CloudWatch's alarms and metrics.</summary>
        public CloudWatchReader CloudWatch => new(aws);

        /// <summary>The account's own container registry.</summary>
        public EcrReader Ecr => new(aws);

        /// <summary>CodePipeline.</summary>
        public CodePipelineReader CodePipeline => new(aws);

        /// <summary>What is around the cluster: security groups, Auto Scaling groups, managed Prometheus and Grafana.</summary>
        public SurroundingsReader Surroundings => new(aws);
    }
}
